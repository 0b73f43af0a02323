// node response-writer.mjs <DATABASE_URL> <conversation>: stores responses with the built gateway's services until it is killed.
// A line `begun <id>` or `settled <id>` comes after the store said so.
import { randomUUID } from 'node:crypto';
import { openStore } from '../../dist/store/open-store.js';
import { StoredResponses } from '../../dist/store/responses/stored-responses.service.js';
import { Store } from '../../dist/store/store.service.js';

const [databaseUrl, conversationId] = process.argv.slice(2);
const silent = { info: () => undefined, warn: () => undefined };
const store = new Store(await openStore(databaseUrl), silent);
const responses = new StoredResponses(store, { responsesStore: true, responsesRetentionDays: 30 });
const owner = { team: 'alice', key: 'key-a', role: 'member' };
const say = (role, text) => ({ type: 'message', role, content: text });

async function write(id, conversation) {
  const response = {
    id,
    object: 'response',
    created_at: 1,
    status: 'in_progress',
    model: 'qwen-plus',
    output: [],
  };
  const input = Array.from({ length: 20 }, (_, at) => say('user', `${id} in ${at}`));
  const record = { response, input, previousResponseId: undefined, conversationId: conversation };
  const pending = await responses.begin(record, owner);
  process.stdout.write(`begun ${id}\n`);
  const output = Array.from({ length: 20 }, (_, at) => say('assistant', `${id} out ${at}`));
  await pending.settle({ ...response, status: 'completed', output });
  process.stdout.write(`settled ${id}\n`);
}

async function writeOn(conversation) {
  for (;;) await write(`resp_${randomUUID()}`, conversation);
}

// One in the conversation, which has one turn; the others beside it.
await Promise.all([writeOn(conversationId), writeOn(undefined), writeOn(undefined)]);
