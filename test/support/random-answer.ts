import type { ChatCompletion, ChatCompletionChunk } from '../../src/contracts/chat-completion.js';
import type { Answer } from '../../src/simulator/chat/answer.js';
import { completeAnswer } from '../../src/simulator/chat/complete-answer.js';
import { countUsage } from '../../src/simulator/chat/count-usage.js';
import { parseChatRequest } from '../../src/simulator/chat/parse-chat-request.js';
import { measurePrompt } from '../../src/simulator/chat/prompt.js';
import { streamAnswer } from '../../src/simulator/chat/stream-answer.js';
import { splitTokens } from '../../src/simulator/chat/tokens.js';
import type { SeededRandom } from './seeded-random.js';

/** One answer of the simulator's engine, made without its server: as a stream, and plain. */
export interface RandomAnswer {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly plain: ChatCompletion;
}

const MODELS = ['qwen-plus', 'qwen3.8-max', 'qwen3-max'] as const;
const WORDS = [
  'word',
  '你好',
  '🌍👩‍👩‍👧',
  '"quoted"',
  'back\\slash\\',
  '\n\n',
  'data: [DONE]',
  '"role":"user"',
  '"usage":{"total_tokens":1}',
  '"error":{"message":"no"}',
  '"tool_calls":[{"index":0,"id":""}]',
  '"finish_reason":"stop"}]}',
  '\\"content\\":null',
  '{"index":1',
  '"',
  '\\',
  'é',
] as const;
const NAMES = ['get_weather', 'get_weather', 'search-files', 'f'] as const;

export function createRandomAnswer(random: SeededRandom): RandomAnswer {
  const hasCalls = random.chance(0.6);
  const choiceCount = hasCalls || random.chance(0.7) ? 1 : 1 + random.below(3);
  const request = {
    model: choiceCount === 1 ? random.pick(MODELS) : 'qwen-plus',
    messages: [{ role: 'user', content: 'Hello' }],
    stream: true,
    stream_options: { include_usage: true },
    n: choiceCount,
    ...(random.chance(0.1) ? { max_tokens: 1 + random.below(20) } : {}),
  };
  const isThinking = choiceCount === 1 && random.chance(0.5);
  const reasoning = createText(random);
  const content = hasCalls && random.chance(0.5) ? '' : createText(random);
  const calls = hasCalls ? 1 + random.below(4) : 0;
  const plan = {
    ...(isThinking ? { reasoning: () => splitTokens(reasoning) } : {}),
    content: () => splitTokens(content),
    toolCalls: Array.from({ length: calls }, () => createCall(random)),
  };
  const write = (): Answer => {
    const parsed = parseChatRequest(request);
    const meter = { reasoning: 0, answer: 0 };
    const counted = { prompt: measurePrompt(parsed.messages, undefined), cache: NO_CACHE, meter };
    const readUsage = () => countUsage(parsed.model, counted);
    return { requestId: 'a1b2', created: 1_787_654_321, request: parsed, plan, meter, readUsage };
  };
  const events = [...streamAnswer(write())].filter((event) => event !== '[DONE]');
  const chunks = events.map((event) => JSON.parse(event) as ChatCompletionChunk);
  return { chunks, plain: completeAnswer(write(), false) };
}

const NO_CACHE = { cached: 0, prefixes: [] };

function createText(random: SeededRandom): string {
  return Array.from({ length: random.below(20) }, () => random.pick(WORDS)).join(' ');
}

function createCall(random: SeededRandom) {
  const values = random.chance(0.2) ? {} : { text: createText(random), content: { list: [random.below(9)] } };
  return { name: random.pick(NAMES), arguments: JSON.stringify(values) };
}
