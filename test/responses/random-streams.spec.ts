import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { asGatewayError, GatewayError } from '../../src/contracts/gateway-error.js';
import { StreamedResponse } from '../../src/dialects/responses/streamed-response.js';
import { readChatChunks } from '../../src/providers/upstream/read-chat-chunks.js';
import { repairChunks } from '../../src/providers/upstream/repairs/repair-chunks.js';
import { parseEvents } from '../../src/streaming/parse-events.js';
import { createContext } from '../support/chunk-stream.js';
import { createRandomStream, type RandomStream } from '../support/random-stream.js';
import { checkResponseStream, type ResponseReport } from '../support/responses-grammar.js';
import { createSeededRandom } from '../support/seeded-random.js';

const STREAMS = 2_000;
const TOOLS = [
  { type: 'function', name: 'get_weather' },
  { type: 'custom', name: 'f' },
];
const refuse = (): GatewayError => new GatewayError('upstream_error', 'The upstream failed.');
const UNKEPT = { settle: () => Promise.resolve(), abandon: () => undefined };

/** What a client gets of an upstream that sends these bytes. A failure before all events has no stream. */
function forward(text: string, reasoning: 'summary' | 'raw' | 'none'): Promise<string | undefined> {
  const response = new StreamedResponse(createContext({ request: { tools: TOOLS }, reasoning }));
  const chunks = from([Buffer.from(text)]).pipe(
    parseEvents(),
    readChatChunks('bailian', refuse),
    repairChunks(),
  );
  let seen = '';
  return new Promise((resolve) => {
    response.events(chunks, UNKEPT).subscribe({
      next: (event) => {
        seen += event;
      },
      error: (error: unknown) => {
        resolve(seen === '' ? undefined : seen + response.renderFailure(asGatewayError(error)));
      },
      complete: () => {
        resolve(seen);
      },
    });
  });
}

/** Everything that the answer says is in the output, and nothing else. */
function expectSameAnswer({ response }: ResponseReport, { plain }: RandomStream, name: string): void {
  const [choice] = plain.choices;
  const items = response.output as readonly Readonly<Record<string, unknown>>[];
  const texts = (type: string, list: string): string =>
    items
      .filter((item) => item.type === type)
      .flatMap((item) => item[list] as readonly { text: string }[])
      .map(({ text }) => text)
      .join('');
  expect(texts('message', 'content'), name).toBe(choice?.message.content ?? '');
  const calls = (choice?.message.tool_calls ?? []) as { function: { name: string; arguments: string } }[];
  const called = items.filter(({ type }) => type === 'function_call' || type === 'custom_tool_call');
  expect(called.map((item) => item.name).sort(), name).toEqual(
    calls.map((call) => call.function.name).sort(),
  );
  const functions = called.filter(({ type }) => type === 'function_call').map((item) => item.arguments);
  const expected = calls.filter((call) => call.function.name !== 'f').map((call) => call.function.arguments);
  expect(functions.sort(), name).toEqual(expected.sort());
}

describe(`${STREAMS} random streams with random faults`, () => {
  it('keep the contract of responses, and the answer', async () => {
    let whole = 0;
    for (let seed = 1; seed <= STREAMS; seed += 1) {
      const random = createSeededRandom(seed);
      const stream = createRandomStream(random);
      const text = await forward(stream.text, random.pick(['summary', 'raw', 'none']));
      if (text === undefined) {
        expect(stream.isFailing, `seed ${seed}`).toBe(true);
        continue;
      }
      const report = checkResponseStream(text);
      expect(report.problems, `seed ${seed}`).toEqual([]);
      if (stream.isFailing) {
        expect(report.outcome, `seed ${seed}`).toBe('failed');
      } else if (stream.plain.choices.length === 1 && report.outcome === 'completed') {
        whole += 1;
        expectSameAnswer(report, stream, `seed ${seed}`);
      }
    }
    expect(whole).toBeGreaterThan(STREAMS / 2);
  }, 60_000);
});
