import { GatewayError } from '../../../contracts/gateway-error.js';
import type { MessagesRequest } from '../../../contracts/messages.js';
import { readThinking, type ThinkingWish } from '../../../contracts/thinking.js';
import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';

const EFFORT = 'output_config.effort';

/**
 * `thinking`, `output_config.effort`, and Qwen's own words, which users of extra fields send in any dialect. Effort alone
 * does not switch thinking on, and means nothing where it is off.
 * @throws GatewayError 400 that names the field.
 */
export function readWish(request: MessagesRequest): ThinkingWish | undefined {
  const { thinking, output_config: config, enable_thinking, thinking_budget, preserve_thinking } = request;
  const isOff = isRecord(thinking) && thinking.type === 'disabled';
  const effort = isRecord(config) && !isOff ? config.effort : undefined;
  const wish = nameEffort(() =>
    readThinking({ reasoning_effort: effort, thinking, enable_thinking, thinking_budget, preserve_thinking }),
  );
  if (wish === undefined) return undefined;
  refuseLargeBudget(wish, request.max_tokens);
  const sentAs = wish.sentAs.map((path) => (path === 'reasoning_effort' ? EFFORT : path));
  const saysWhether = isThere(thinking) || isThere(enable_thinking);
  return saysWhether ? { ...wish, sentAs } : { ...wish, isOn: undefined, sentAs };
}

/** The budget is a part of the cap. */
function refuseLargeBudget({ budget, budgetPath }: ThinkingWish, cap: number | null | undefined): void {
  if (budgetPath !== 'thinking.budget_tokens' || budget === undefined || typeof cap !== 'number') return;
  if (budget < cap) return;
  refuse(budgetPath, 'max_tokens must be greater than thinking.budget_tokens, which is a part of it.');
}

function nameEffort<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof GatewayError) || error.details.param !== 'reasoning_effort') throw error;
    const message = error.message.replaceAll('reasoning_effort', EFFORT);
    throw new GatewayError(error.kindName, message, { ...error.details, param: EFFORT, cause: error });
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
