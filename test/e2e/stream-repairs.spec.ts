import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROKEN_CALLS, BROKEN_TEXTS, CALL_ARGUMENTS, writeBrokenStream } from '../support/broken-streams.js';
import { checkChatStream } from '../support/chunk-grammar.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { chatBody, postChat } from '../support/post-chat.js';
import { createRandomStream, expectSameAnswer } from '../support/random-stream.js';
import { openStream, type RawUpstream, startRawUpstream } from '../support/raw-upstream.js';
import { createSeededRandom } from '../support/seeded-random.js';

const RANDOM_STREAMS = 100;
const PARALLEL = 10;
const MODELS = ['bailian/qwen-plus', 'vllm/qwen-plus'];
const SUNNY = BROKEN_TEXTS.map(writeBrokenStream)[0] ?? '';

let upstream: RawUpstream;
let gateway: ManagedGateway;
let client: OpenAI;

beforeAll(async () => {
  upstream = await startRawUpstream();
  const { baseUrl } = upstream;
  gateway = await startGateway(
    { BAILIAN_API_KEY: 'sk-test-upstream', BAILIAN_BASE_URL: baseUrl },
    {
      'config.yaml': `providers:\n  vllm: { type: openai-compatible, api_key: sk-test, base_url: '${baseUrl}' }\n`,
    },
  );
  await gateway.waitForReady();
  client = new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey: 'sk-any', maxRetries: 0 });
});

afterAll(() => Promise.all([gateway.stop(), upstream.stop()]));

function answerWith(text: string): void {
  upstream.answerChat((exchange) => openStream(exchange).end(text));
}

async function readProblems(model: string): Promise<readonly string[]> {
  const { text } = await postChat(gateway.origin, chatBody({ model, stream: true }));
  return checkChatStream(text, { includesUsage: false }).problems;
}

interface Loop {
  readonly answer: string | null;
  /** The arguments with which the function was called. */
  readonly asked: readonly string[];
  /** What the upstream got in the second step. */
  readonly history: readonly OpenAI.ChatCompletionMessageParam[];
}

/** A streamed tool loop of the official library. */
async function runLoop(model: string): Promise<Loop> {
  const asked: string[] = [];
  const runner = client.chat.completions.runTools({
    model,
    stream: true,
    messages: [{ role: 'user', content: 'Weather?' }],
    tools: [
      {
        type: 'function',
        function: {
          name: 'get_weather',
          description: 'The weather of a city',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
          function: (text: string) => {
            asked.push(text);
            return `sunny ${asked.length}`;
          },
        },
      },
    ],
  });
  const answer = await runner.finalContent();
  const history = upstream.exchanges[1]?.body.messages as OpenAI.ChatCompletionMessageParam[];
  return { answer, asked, history };
}

describe.each(MODELS)('a stream of %s', (model) => {
  it.each(BROKEN_CALLS)('with $name runs a tool loop to its end', async (broken) => {
    upstream.answerChat((exchange) => {
      const isSecond = JSON.stringify(exchange.body.messages).includes('tool_call_id');
      openStream(exchange).end(isSecond ? SUNNY : writeBrokenStream(broken));
    });
    const { answer, asked, history } = await runLoop(model);
    expect(answer).toBe('It is sunny.');
    expect(asked).toEqual(CALL_ARGUMENTS);
    const [, assistant, ...results] = history;
    const calls = assistant?.role === 'assistant' ? (assistant.tool_calls ?? []) : [];
    expect(calls.map(({ id }) => id)).toEqual([
      expect.stringMatching(/^call_/),
      expect.stringMatching(/^call_/),
    ]);
    expect(results).toMatchObject(
      calls.map(({ id }, index) => ({ role: 'tool', tool_call_id: id, content: `sunny ${index + 1}` })),
    );
    answerWith(writeBrokenStream(broken));
    expect(await readProblems(model)).toEqual([]);
  });

  it.each(BROKEN_TEXTS)('with $name is a whole answer', async (broken) => {
    answerWith(writeBrokenStream(broken));
    const stream = client.chat.completions.stream({ model, messages: [{ role: 'user', content: 'Hello' }] });
    const completion = await stream.finalChatCompletion();
    expect(completion.choices).toMatchObject([
      { finish_reason: 'stop', message: { role: 'assistant', content: 'It is sunny.' } },
    ]);
    expect(await readProblems(model)).toEqual([]);
  });
});

describe(`${RANDOM_STREAMS} random streams with random faults`, () => {
  it('keep the contract, and the answer', async () => {
    upstream.answerChat((exchange) => {
      const random = createSeededRandom(Number(exchange.body.seed));
      openStream(exchange).end(createRandomStream(random).text);
    });
    const seeds = Array.from({ length: RANDOM_STREAMS }, (_, index) => 10_000 + index);
    while (seeds.length > 0) await Promise.all(seeds.splice(0, PARALLEL).map(checkSeed));
  });
});

async function checkSeed(seed: number): Promise<void> {
  const stream = createRandomStream(createSeededRandom(seed));
  const includesUsage = seed % 2 === 0;
  const fields = { model: MODELS[seed % 3 === 0 ? 1 : 0], stream: true, seed };
  const options = includesUsage ? { stream_options: { include_usage: true } } : {};
  const { status, text } = await postChat(gateway.origin, chatBody({ ...fields, ...options }));
  // A stream that fails before anything was sent has a status of its own.
  if (status === 502 && stream.isFailing) return;
  expectSameAnswer(checkChatStream(text, { includesUsage }), stream, `seed ${seed}`);
}
