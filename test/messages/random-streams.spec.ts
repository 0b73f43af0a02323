import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { forwardToMessage } from '../support/message-stream.js';
import { checkMessageStream, type MessagesReport } from '../support/messages-grammar.js';
import { createRandomStream, type RandomStream } from '../support/random-stream.js';
import { createSeededRandom } from '../support/seeded-random.js';

const STREAMS = 2_000;
const RECORDINGS = ['chat-older-engine', 'chat-newer-engine', 'chat-newer-engine-tools'];

type Block = Readonly<Record<string, unknown>>;

function blocksOf({ message }: MessagesReport, type: string): readonly Block[] {
  return (message.content as readonly Block[]).filter((block) => block.type === type);
}

const joined = (blocks: readonly Block[], field: string): string =>
  blocks.map((block) => block[field]).join('');

/** Everything that the answer says is in the message, and nothing else. */
function expectSameAnswer(report: MessagesReport, { plain }: RandomStream, name: string): void {
  const message = plain.choices[0]?.message ?? {};
  expect(joined(blocksOf(report, 'text'), 'text'), name).toBe(message.content ?? '');
  const calls = (message.tool_calls ?? []) as { function: { name: string; arguments: string } }[];
  const expected = calls.map((call) => `${call.function.name} ${call.function.arguments}`);
  const actual = blocksOf(report, 'tool_use').map(
    (call) => `${String(call.name)} ${JSON.stringify(call.input)}`,
  );
  expect(actual.sort(), name).toEqual(expected.sort());
}

describe(`${STREAMS} random streams with random faults`, () => {
  it('keep the contract of messages, and the answer', async () => {
    let whole = 0;
    for (let seed = 1; seed <= STREAMS; seed += 1) {
      const random = createSeededRandom(seed);
      const stream = createRandomStream(random);
      const { text, isRefused } = await forwardToMessage([Buffer.from(stream.text)], random.chance(0.3));
      if (isRefused) {
        expect(stream.isFailing, `seed ${seed}`).toBe(true);
        continue;
      }
      const report = checkMessageStream(text);
      expect(report.problems, `seed ${seed}`).toEqual([]);
      expect(report.outcome, `seed ${seed}`).toBe(stream.isFailing ? 'failed' : 'ended');
      if (
        stream.isFailing ||
        stream.plain.choices.length > 1 ||
        report.message.stop_reason === 'max_tokens'
      ) {
        continue;
      }
      whole += 1;
      expectSameAnswer(report, stream, `seed ${seed}`);
    }
    expect(whole).toBeGreaterThan(STREAMS / 3);
  }, 60_000);
});

describe('a recorded stream', () => {
  it.each(RECORDINGS)(
    '%s is the same message wherever its bytes are cut',
    async (name) => {
      const bytes = readFileSync(`test/fixtures/${name}.chunks.txt`);
      const { text: expected } = await forwardToMessage([bytes]);
      const report = checkMessageStream(expected);
      expect(report).toMatchObject({ problems: [], outcome: 'ended' });
      expect((report.message.content as unknown[]).length).toBeGreaterThan(0);
      for (let at = 1; at < bytes.length; at += 1) {
        const { text } = await forwardToMessage([bytes.subarray(0, at), bytes.subarray(at)]);
        if (text !== expected) expect(text, `cut at byte ${at}`).toBe(expected);
      }
    },
    60_000,
  );

  it.each(RECORDINGS)(
    '%s that ends at any byte ends as the contract says',
    async (name) => {
      const bytes = readFileSync(`test/fixtures/${name}.chunks.txt`);
      for (let end = 0; end < bytes.length; end += 1) {
        const { text, isRefused } = await forwardToMessage([bytes.subarray(0, end)]);
        if (isRefused) continue;
        const { problems, outcome } = checkMessageStream(text);
        if (problems.length > 0 || outcome === 'cut') {
          expect({ problems, outcome, end }).toEqual({ problems: [], end });
        }
      }
    },
    60_000,
  );
});
