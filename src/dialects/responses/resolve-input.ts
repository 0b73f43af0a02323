import { GatewayError } from '../../contracts/gateway-error.js';
import type { Principal } from '../../contracts/principal.js';
import type { ResponseHistory } from '../../contracts/response-history.js';
import type { ResponsesItem, ResponsesRequest } from '../../contracts/responses.js';
import type { TextExtractor } from '../../contracts/text-extractor.js';
import { isRecord } from '../is-record.js';
import { extractFiles } from './request/extract-files.js';
import { refuse } from '../refuse.js';

/** All items that a request means. */
export interface ResolvedInput {
  /** Earlier ones, oldest first, then the request's own: references resolved, files as text. */
  readonly items: readonly ResponsesItem[];
  /** How many of them are earlier ones. */
  readonly inherited: number;
}

export interface InputSources {
  readonly history: ResponseHistory;
  readonly extractor: TextExtractor;
  readonly principal: Principal;
}

/** The request's own items, as the client sent them. @throws GatewayError 400 for an entry that is no object. */
export function readOwnItems({ input }: ResponsesRequest): readonly ResponsesItem[] {
  if (input === undefined || input === null) return [];
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }];
  const items: unknown = input;
  if (!Array.isArray(items)) return refuse('input', 'input must be a text or a list of items.');
  const wrong = items.findIndex((item) => !isRecord(item));
  if (wrong >= 0) refuse(`input[${wrong}]`, `input[${wrong}] must be an object.`);
  return input;
}

/**
 * Gathers what the request refers to. Of a request that is not checked yet nothing is assumed.
 * @throws GatewayError 400 or 404 that names the field, for what the team does not have; 400 for a file without readable text.
 */
export async function resolveInput(request: ResponsesRequest, sources: InputSources): Promise<ResolvedInput> {
  const own = readOwnItems(request);
  const referring = own.some(isReference) ? await resolveReferences(own, sources) : own;
  const earlier = await readEarlier(request, sources);
  const items = await extractFiles([...earlier, ...referring], earlier.length, sources.extractor);
  return { items, inherited: earlier.length };
}

async function readEarlier(
  { previous_response_id: previous, conversation }: ResponsesRequest,
  { history, principal }: InputSources,
): Promise<readonly ResponsesItem[]> {
  if (typeof previous === 'string') return history.ofResponse(previous, principal);
  const id = isRecord(conversation) ? conversation.id : conversation;
  return typeof id === 'string' ? history.ofConversation(id, principal) : [];
}

async function resolveReferences(
  items: readonly ResponsesItem[],
  { history, principal }: InputSources,
): Promise<readonly ResponsesItem[]> {
  const ids = items.filter(isReference).map(({ id }) => String(id));
  const found = await history.findItems(ids, principal);
  return items.map((item, index) => {
    if (!isReference(item)) return item;
    const resolved = found.get(String(item.id));
    if (resolved !== undefined) return resolved;
    const id = JSON.stringify(String(item.id).slice(0, 100));
    throw new GatewayError('not_found', `There is no item ${id}; it was not stored, or not by this team.`, {
      param: `input[${index}].id`,
    });
  });
}

/** The type may be left out. */
function isReference({ type, id, role }: ResponsesItem): boolean {
  if (type === 'item_reference') return true;
  return (type === undefined || type === null) && typeof id === 'string' && role === undefined;
}
