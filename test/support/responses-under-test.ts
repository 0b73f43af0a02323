import { randomUUID } from 'node:crypto';
import { Settings } from '../../src/config/settings.js';
import type { Principal } from '../../src/contracts/principal.js';
import type { ResponseRecord } from '../../src/contracts/response-store.js';
import type { ResponseObject, ResponsesItem } from '../../src/contracts/responses.js';
import { Conversations } from '../../src/store/responses/conversations.service.js';
import { ResponseArchive } from '../../src/store/responses/response-archive.service.js';
import { ResponseSweep } from '../../src/store/responses/response-sweep.service.js';
import { StoredHistory } from '../../src/store/responses/stored-history.service.js';
import { StoredResponses } from '../../src/store/responses/stored-responses.service.js';
import type { Store } from '../../src/store/store.service.js';

export interface ResponsesUnderTest {
  readonly responses: StoredResponses;
  readonly history: StoredHistory;
  readonly archive: ResponseArchive;
  readonly conversations: Conversations;
  readonly sweep: ResponseSweep;
}

/** The services of stored responses over a store, with settings of one's own. */
export function createResponses(store: Store, changes: Partial<Settings> = {}): ResponsesUnderTest {
  const settings = Object.assign(new Settings(), changes);
  return {
    responses: new StoredResponses(store, settings),
    history: new StoredHistory(store, settings),
    archive: new ResponseArchive(store),
    conversations: new Conversations(store, settings),
    sweep: new ResponseSweep(store, settings),
  };
}

export const ALICE: Principal = { organisation: 'default', team: 'alice', key: 'key-a', role: 'member' };
export const BOB: Principal = { organisation: 'default', team: 'bob', key: 'key-b', role: 'member' };

export function message(text: string, role = 'user'): ResponsesItem {
  return { type: 'message', role, content: text };
}

export function createResponse(changes: Partial<ResponseObject> = {}): ResponseObject {
  return {
    id: `resp_${randomUUID()}`,
    object: 'response',
    created_at: 1_780_000_000,
    completed_at: null,
    status: 'in_progress',
    error: null,
    incomplete_details: null,
    output: [],
    usage: null,
    model: 'qwen-plus',
    ...changes,
  };
}

export function createRecord(changes: Partial<ResponseRecord> = {}): ResponseRecord {
  return {
    response: createResponse(),
    input: [message('Hello')],
    previousResponseId: undefined,
    conversationId: undefined,
    ...changes,
  };
}

/** The response with one message as its output. */
export function complete(response: ResponseObject, text: string): ResponseObject {
  const output = [
    {
      id: `msg_${randomUUID()}`,
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text, annotations: [] }],
    },
  ];
  return { ...response, status: 'completed', completed_at: 1_780_000_001, output };
}

/** Stores a whole response. Resolves with it. */
export async function keep(
  { responses }: ResponsesUnderTest,
  changes: Partial<ResponseRecord> & { readonly answer?: string; readonly owner?: Principal } = {},
): Promise<ResponseObject> {
  const { answer = 'Hi', owner = ALICE, ...record } = changes;
  const begun = createRecord(record);
  const pending = await responses.begin(begun, owner);
  const response = complete(begun.response, answer);
  await pending.settle(response);
  return response;
}

/** What the items say, in order. */
export function textsOf(items: readonly ResponsesItem[]): readonly string[] {
  return items.map(({ content }) =>
    typeof content === 'string' ? content : String((content as readonly { text?: string }[])[0]?.text),
  );
}
