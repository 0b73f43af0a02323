import { GatewayError } from '../../contracts/gateway-error.js';
import type { InputFiles } from '../../contracts/input-files.js';
import type { Principal } from '../../contracts/principal.js';
import type { ConversationHistory, ResponseHistory } from '../../contracts/response-history.js';
import type { ResponsesItem, ResponsesRequest } from '../../contracts/responses.js';
import { isRecord } from '../is-record.js';
import { resolveFiles } from './request/resolve-files.js';
import { refuse } from '../refuse.js';

/** All items that a request means. */
export interface ResolvedInput {
  /** Earlier ones, oldest first, then the request's own: references resolved, files as text. */
  readonly items: readonly ResponsesItem[];
  /** How many of them are earlier ones. */
  readonly inherited: number;
  /** Where they are those of a conversation: how far it had come. */
  readonly conversationPosition?: number;
}

export interface InputSources {
  readonly history: ResponseHistory;
  readonly files: InputFiles;
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
 * @throws GatewayError 400 or 404 that names the field, for what the team does not have; 400 or 404 for a file that cannot be read.
 */
export async function resolveInput(request: ResponsesRequest, sources: InputSources): Promise<ResolvedInput> {
  const own = readOwnItems(request);
  const referring = own.some(isReference) ? await resolveReferences(own, sources) : own;
  const { items: earlier, position } = await readEarlier(request, sources);
  const inherited = earlier.length;
  const items = await resolveFiles(
    [...earlier, ...referring],
    (index) => pathOfItem(index, inherited),
    sources.files,
  );
  return { items, inherited, conversationPosition: position };
}

/** Where an item of all those that a request means stands in the request; earlier ones have no place of their own. */
export function pathOfItem(index: number, inherited: number): string {
  return index < inherited ? 'input' : `input[${index - inherited}]`;
}

async function readEarlier(
  { previous_response_id: previous, conversation }: ResponsesRequest,
  { history, principal }: InputSources,
): Promise<Partial<ConversationHistory> & Pick<ConversationHistory, 'items'>> {
  if (typeof previous === 'string') return { items: await history.ofResponse(previous, principal) };
  const id = isRecord(conversation) ? conversation.id : conversation;
  return typeof id === 'string' ? history.ofConversation(id, principal) : { items: [] };
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
