import { GatewayError } from '../contracts/gateway-error.js';
import type { ListedModel } from '../providers/model-listing.js';

/** A model as Anthropic's API lists it. */
export interface AnthropicModel {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  /** RFC 3339; the epoch where it is not known. */
  readonly created_at: string;
  /** Tokens; null where it is not known. */
  readonly max_input_tokens: number | null;
  readonly max_tokens: number | null;
  readonly capabilities: null;
  readonly lifecycle: 'active';
  readonly line: null;
  readonly deprecated_at: null;
  readonly retires_at: null;
}

export interface AnthropicModelPage {
  readonly data: readonly AnthropicModel[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

const USUAL_LIMIT = 20;
const MOST = 1_000;
/** What such a model does is not for Messages. */
const OTHER_KINDS = ['embeddings', 'rerank'];

export function writeAnthropicModel({ id, created, ...facts }: ListedModel): AnthropicModel {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: new Date(created * 1000).toISOString().replace('.000Z', 'Z'),
    max_input_tokens: toCount(facts.max_input_tokens),
    max_tokens: toCount(facts.max_output_tokens),
    capabilities: null,
    lifecycle: 'active',
    line: null,
    deprecated_at: null,
    retires_at: null,
  };
}

/** The page that `limit`, `after_id` and `before_id` ask for. @throws GatewayError 400 that names the parameter. */
export function writeAnthropicPage(
  models: readonly ListedModel[],
  { limit, after_id: after, before_id: before }: Readonly<Record<string, unknown>>,
): AnthropicModelPage {
  const count = readLimit(limit);
  if (after !== undefined && before !== undefined) {
    refuse('before_id', 'after_id and before_id exclude each other.');
  }
  const fitting = models.filter(({ capabilities }) => !isOfAnotherKind(capabilities));
  const isBackwards = before !== undefined;
  const start = after === undefined ? 0 : findPosition(fitting, after, 'after_id') + 1;
  const end = isBackwards ? findPosition(fitting, before, 'before_id') : fitting.length;
  const rest = fitting.slice(start, end);
  const page = isBackwards ? rest.slice(-count) : rest.slice(0, count);
  return {
    data: page.map(writeAnthropicModel),
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
    has_more: page.length < rest.length,
  };
}

function isOfAnotherKind(capabilities: unknown): boolean {
  return Array.isArray(capabilities) && capabilities.some((kind) => OTHER_KINDS.includes(String(kind)));
}

function findPosition(models: readonly ListedModel[], id: unknown, field: string): number {
  const position = models.findIndex((model) => model.id === id);
  return position >= 0 ? position : refuse(field, `${field} must be the id of a model of the list.`);
}

function readLimit(limit: unknown): number {
  if (limit === undefined) return USUAL_LIMIT;
  const count = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (count >= 1 && count <= MOST) return count;
  return refuse('limit', `limit must be a whole number from 1 to ${MOST}.`);
}

function toCount(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function refuse(param: string, message: string): never {
  throw new GatewayError('invalid_request', message, { param });
}
