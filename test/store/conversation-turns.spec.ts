import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { postResponses } from '../support/post-responses.js';
import { useDatabases } from '../support/use-store.js';
import { writePdf } from '../support/write-pdf.js';

interface Said {
  readonly role: string;
  readonly content: unknown;
}

const WRITERS = 6;
/** Of these, others have time to write between what they read and their turn. */
const SLOW_WRITERS = 2;
const TURNS = 4;
const KINDS = [
  { kind: 'SQLite in a file', replicas: 1 },
  { kind: 'PostgreSQL', replicas: 2 },
] as const;

let simulator: ManagedSimulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

/** Asks until it is this writer's turn. Resolves with how often it was not. */
async function askPatiently(origin: string, conversation: string, input: unknown): Promise<number> {
  for (let refusals = 0; ; refusals += 1) {
    const { status, text } = await postResponses(origin, { conversation, input, stream: refusals % 2 === 1 });
    if (status === 200) return refusals;
    expect([status, text]).toEqual([409, expect.stringContaining('"conflict"')]);
    // As clients do; who comes first is left to chance.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  }
}

/** The same question as a PDF, which takes a tenth of a second to read. */
function asPdf(question: string): unknown {
  const file_data = writePdf([[question]]).toString('base64');
  return [{ role: 'user', content: [{ type: 'input_file', file_data }] }];
}

async function readConversation(origin: string, id: string): Promise<readonly Said[]> {
  const answer = await fetch(`${origin}/v1/conversations/${id}/items?order=asc&limit=100`);
  const { data } = (await answer.json()) as {
    readonly data: readonly {
      readonly role: string;
      readonly content: readonly { readonly text: string }[];
    }[];
  };
  return data.map(({ role, content }) => ({ role, content: content.map(({ text }) => text).join('') }));
}

describe.each(KINDS)('a conversation on $kind', ({ kind, replicas }) => {
  const createDatabase = useDatabases(kind);
  const gateways: ManagedGateway[] = [];
  beforeAll(async () => {
    const url = await createDatabase();
    for (let replica = 0; replica < replicas; replica += 1) {
      const gateway = await startGateway({
        BAILIAN_API_KEY: 'sk-test-upstream',
        BAILIAN_BASE_URL: simulator.baseUrl,
        DATABASE_URL: url,
        GATEWAY_SECRET_KEY: 'a-secret-of-this-test-0123456789abcdef',
      });
      await gateway.waitForReady();
      gateways.push(gateway);
    }
  });
  afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

  it(
    'is answered from all that stands before the answer, with several writers at once',
    { timeout: 60_000 },
    async () => {
      const origins = gateways.map(({ origin }) => origin);
      const [first = ''] = origins;
      const made = await fetch(`${first}/v1/conversations`, { method: 'POST' });
      const { id } = (await made.json()) as { readonly id: string };
      await simulator.reset();
      const refusals = await Promise.all(
        Array.from({ length: WRITERS }, async (_, writer) => {
          let count = 0;
          for (let turn = 0; turn < TURNS; turn += 1) {
            const origin = origins[writer % origins.length] ?? first;
            const question = `Question ${turn} of writer ${writer}`;
            count += await askPatiently(origin, id, writer < SLOW_WRITERS ? asPdf(question) : question);
          }
          return count;
        }),
      );
      expect(Math.max(...refusals)).toBeGreaterThan(0);

      const said = await readConversation(first, id);
      expect(said.map(({ role }) => role)).toEqual(
        Array.from({ length: WRITERS * TURNS }, () => ['user', 'assistant']).flat(),
      );
      const upstream = (await simulator.requests()).filter(({ path }) => path.endsWith('/chat/completions'));
      expect(upstream).toHaveLength(WRITERS * TURNS);
      for (const { body } of upstream) {
        const messages = (body.messages as readonly Said[]).map(({ role, content }) => ({ role, content }));
        expect(messages).toEqual(said.slice(0, messages.length));
      }
    },
  );
});
