import { GatewayError } from './gateway-error.js';

/** Words for how much a model should think, weakest first. `none` means not at all. */
export const THINKING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
export type ThinkingEffort = Exclude<(typeof THINKING_EFFORTS)[number], 'none'>;

/**
 * What a client wishes of a model's thinking, in whichever dialect it said so. At most one of effort and budget is there,
 * and neither where it wishes no thinking.
 */
export interface ThinkingWish {
  /** undefined where the client leaves it to the model. */
  readonly isOn?: boolean;
  readonly effort?: ThinkingEffort;
  /** Tokens. */
  readonly budget?: number;
  /** Whether reasoning in the history is shown to the model. */
  readonly preserve?: boolean;
  /** Paths of the client's fields that say so, for reports; those that lost against another field included. */
  readonly sentAs: readonly string[];
  /** Of these, the one with the budget that counts. */
  readonly budgetPath?: string;
}

/** A chat request's fields about thinking, in OpenAI's, Anthropic's and Qwen's words. */
const THINKING_FIELDS = [
  'reasoning_effort',
  'reasoning',
  'thinking',
  'enable_thinking',
  'thinking_budget',
  'preserve_thinking',
] as const;

type Body = Readonly<Record<string, unknown>>;
type Said = Omit<ThinkingWish, 'sentAs'> & { readonly path: string };

/**
 * Reads the wish from `reasoning_effort`, `reasoning.effort`, Anthropic's `thinking`, and Qwen's `enable_thinking`,
 * `thinking_budget` and `preserve_thinking`, of which Qwen's win. Null counts as absent. undefined where nothing is said.
 * @throws GatewayError 400 that names the field: for an unknown effort, a budget that is no positive whole number, and fields
 * that contradict each other within Qwen's words or within the others'.
 */
export function readThinking(body: Body): ThinkingWish | undefined {
  if (!THINKING_FIELDS.some((field) => isThere(body[field]))) return undefined;
  const own = readOwnFields(body);
  if (!isThere(body.reasoning_effort ?? body.reasoning ?? body.thinking)) return own;
  const others = [
    readEffort(body.reasoning_effort, 'reasoning_effort'),
    readEffort(isRecord(body.reasoning) ? body.reasoning.effort : undefined, 'reasoning.effort'),
    readAnthropic(body.thinking),
  ].filter((said) => said !== undefined);
  refuseContradictions(others);
  const sentAs = [...others.map(({ path }) => path), ...own.sentAs];
  return sentAs.length === 0 ? undefined : { ...merge(own, others), sentAs };
}

function merge(own: ThinkingWish, others: readonly Said[]): Omit<ThinkingWish, 'sentAs'> {
  const isOff = others[0]?.isOn === false;
  // A budget is a word of Qwen's too, so it wins over another dialect's "off".
  const isOn = own.isOn ?? (own.budget !== undefined && isOff ? undefined : others[0]?.isOn);
  const wish = { isOn, preserve: own.preserve };
  if (isOn === false) return wish;
  const exact = [own, ...others].find(({ budget }) => budget !== undefined);
  if (exact !== undefined) return { ...wish, budget: exact.budget, budgetPath: exact.budgetPath };
  return { ...wish, effort: others.find(({ effort }) => effort !== undefined)?.effort };
}

function readOwnFields(body: Body): ThinkingWish {
  const isOn = readSwitch(body, 'enable_thinking');
  const budget = readBudget(body.thinking_budget, 'thinking_budget');
  const preserve = readSwitch(body, 'preserve_thinking');
  if (isOn === false && budget !== undefined) {
    refuse(
      'thinking_budget',
      'thinking_budget is for thinking, which enable_thinking: false switches off; send one of the two.',
    );
  }
  const sentAs: string[] = [];
  if (isOn !== undefined) sentAs.push('enable_thinking');
  if (budget !== undefined) sentAs.push('thinking_budget');
  if (preserve !== undefined) sentAs.push('preserve_thinking');
  return { isOn, budget, budgetPath: 'thinking_budget', preserve, sentAs };
}

function readEffort(effort: unknown, path: string): Said | undefined {
  if (!isThere(effort)) return undefined;
  const known = THINKING_EFFORTS.find((word) => word === effort);
  if (known === undefined) refuse(path, `${path} must be one of ${THINKING_EFFORTS.join(', ')}.`);
  return known === 'none' ? { path, isOn: false } : { path, isOn: true, effort: known };
}

function readAnthropic(thinking: unknown): Said | undefined {
  if (!isThere(thinking)) return undefined;
  if (!isRecord(thinking)) refuse('thinking', 'thinking must be an object with a type.');
  const budget = readBudget(thinking.budget_tokens, 'thinking.budget_tokens');
  switch (thinking.type) {
    case 'enabled':
    case 'adaptive':
      return { path: 'thinking', isOn: true, budget, budgetPath: 'thinking.budget_tokens' };
    case 'disabled':
      if (budget === undefined) return { path: 'thinking', isOn: false };
      return refuse(
        'thinking.budget_tokens',
        'thinking.budget_tokens is for thinking, which thinking.type disabled switches off; send one of the two.',
      );
    default:
      return refuse('thinking.type', 'thinking.type must be enabled, adaptive or disabled.');
  }
}

function refuseContradictions(said: readonly Said[]): void {
  const [first, ...rest] = said;
  for (const other of first === undefined ? [] : rest) {
    const isDifferentEffort = [first?.effort, other.effort].every(isThere) && first?.effort !== other.effort;
    if (first?.isOn === other.isOn && !isDifferentEffort) continue;
    refuse(other.path, `${other.path} contradicts ${String(first?.path)}; send one of the two.`);
  }
}

function readSwitch(body: Body, field: string): boolean | undefined {
  const value = body[field];
  if (!isThere(value)) return undefined;
  return typeof value === 'boolean' ? value : refuse(field, `${field} must be true or false.`);
}

function readBudget(value: unknown, path: string): number | undefined {
  if (!isThere(value)) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  return refuse(path, `${path} must be a whole number of tokens, at least 1.`);
}

function refuse(param: string, message: string): never {
  throw new GatewayError('invalid_request', message, { param });
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
