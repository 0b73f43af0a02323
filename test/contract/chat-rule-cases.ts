import { toWireName } from '../../src/providers/bailian/params/tool-names.js';
import type { PrepareOptions } from '../support/prepare-chat.js';

type Fields = Readonly<Record<string, unknown>>;

/** A request that needs one rule: what it becomes, or which field is refused. */
export interface RuleCase {
  readonly rule: string;
  readonly model: string;
  readonly send: Fields;
  /** Fields of the wire; undefined where one must not be there. */
  readonly wire?: Fields;
  readonly adapted?: readonly string[];
  /** The `param` of the 400. */
  readonly refused?: string;
  readonly options?: PrepareOptions;
  /** True where the simulator takes the request without the rule too, so that only the outcome shows it. */
  readonly isTakenWithout?: boolean;
}

const USER = { role: 'user', content: 'Hello' };
const tool = (name: string, more: Fields = {}): Fields => ({
  type: 'function',
  function: { name, parameters: { type: 'object' }, ...more },
});
const image = (url: string): Fields => ({
  messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }],
});
const schema = (of: Fields): Fields => ({ type: 'json_schema', json_schema: { name: 'n', schema: of } });
const TREE = schema({ type: 'object', properties: { next: { $ref: '#' } } });
const JSON_MODE = { type: 'json_object' };
const ASK_JSON = [{ role: 'user', content: 'Hello in JSON' }];
const PARALLEL = { parallel_tool_calls: true };

export const RULE_CASES: readonly RuleCase[] = [
  {
    rule: 'foreign-fields',
    model: 'qwen-plus',
    send: { store: false, user: 'u', service_tier: null },
    wire: { store: undefined, user: undefined, service_tier: undefined },
    adapted: ['store', 'service_tier', 'user'],
  },
  {
    rule: 'stream-options-alone',
    model: 'qwen-plus',
    send: { stream_options: { include_usage: true } },
    wire: { stream_options: undefined },
    adapted: ['stream_options'],
  },
  {
    rule: 'tool-results',
    model: 'qwen-plus',
    send: { messages: [USER, { role: 'tool', tool_call_id: 'c', content: 'x' }] },
    refused: 'messages[1].tool_call_id',
  },
  {
    rule: 'input-modalities',
    model: 'qwen-plus',
    send: image('https://example.com/a.png'),
    refused: 'messages[0].content[0]',
  },
  {
    rule: 'data-urls',
    model: 'qwen3-vl-plus',
    send: image('data:image/png,not-base64'),
    refused: 'messages[0].content[0].image_url.url',
  },
  {
    rule: 'developer-role',
    model: 'qwen-plus',
    send: { messages: [{ role: 'developer', content: 'Be brief.' }, USER] },
    wire: { messages: [{ role: 'system', content: 'Be brief.' }, USER] },
    adapted: ['messages[0].role'],
  },
  {
    rule: 'system-first',
    model: 'qwen-plus',
    send: { messages: [{ role: 'system', content: 'A' }, USER, { role: 'system', content: 'B' }] },
    wire: { messages: [{ role: 'system', content: 'A\n\nB' }, USER] },
    adapted: ['messages'],
  },
  {
    rule: 'temperature',
    model: 'qwen-plus',
    send: { temperature: 2, top_p: 0 },
    wire: { temperature: 1.99, top_p: 0.01 },
    adapted: ['temperature', 'top_p'],
  },
  { rule: 'seed', model: 'qwen-plus', send: { seed: -1 }, wire: { seed: 2 ** 31 - 1 }, adapted: ['seed'] },
  { rule: 'stop', model: 'qwen-plus', send: { stop: [] }, wire: { stop: undefined }, adapted: ['stop'] },
  { rule: 'stop', model: 'qwen-plus', send: { stop: ['a', 1] }, refused: 'stop' },
  {
    rule: 'logprobs',
    model: 'qwen-plus',
    send: { logprobs: true, top_logprobs: 20 },
    wire: { top_logprobs: 5 },
    adapted: ['top_logprobs'],
  },
  { rule: 'choices', model: 'qwen-plus', send: { n: 5 }, refused: 'n' },
  { rule: 'choices', model: 'qwen-plus', send: { n: 2, tools: [tool('f')], ...PARALLEL }, refused: 'n' },
  {
    rule: 'tool-count',
    model: 'qwen-plus',
    send: { tools: Array.from({ length: 129 }, (_, index) => tool(`f${index}`)), ...PARALLEL },
    refused: 'tools',
  },
  {
    rule: 'tool-strict',
    model: 'qwen-plus',
    send: { tools: [tool('f', { strict: true })], ...PARALLEL },
    wire: { tools: [tool('f')] },
    adapted: ['tools[0].function.strict'],
  },
  {
    rule: 'tool-names',
    model: 'qwen-plus',
    send: {
      tools: [tool('search'), tool('f')],
      tool_choice: { type: 'function', function: { name: 'search' } },
      ...PARALLEL,
    },
    wire: {
      tools: [tool(toWireName('search')), tool('f')],
      tool_choice: { type: 'function', function: { name: toWireName('search') } },
    },
    adapted: ['tools[0].function.name', 'tool_choice'],
  },
  {
    rule: 'parallel-tool-calls',
    model: 'qwen-plus',
    send: { tools: [tool('f')] },
    wire: { parallel_tool_calls: true },
    adapted: ['parallel_tool_calls'],
    isTakenWithout: true,
  },
  {
    rule: 'recursive-schema',
    model: 'qwen3.8-max',
    send: { response_format: TREE, enable_thinking: false },
    refused: 'response_format.json_schema.schema',
  },
  {
    rule: 'json-schema-fallback',
    model: 'qwen-plus',
    send: { response_format: schema({ type: 'object' }) },
    refused: 'response_format',
  },
  {
    rule: 'json-schema-fallback',
    model: 'qwen-plus',
    send: { response_format: schema({ type: 'object' }) },
    options: { jsonSchemaFallback: 'emulate' },
    wire: { response_format: JSON_MODE },
    adapted: ['response_format', 'messages'],
  },
  {
    rule: 'json-word',
    model: 'qwen-plus',
    send: { response_format: JSON_MODE },
    wire: { messages: [{ role: 'system', content: 'Answer in JSON.' }, USER] },
    adapted: ['messages'],
  },
  {
    rule: 'thinking-none',
    model: 'qwen-max',
    send: { reasoning_effort: 'high' },
    wire: { reasoning_effort: undefined, enable_thinking: undefined },
    adapted: ['reasoning_effort'],
  },
  { rule: 'thinking-always', model: 'kimi-k3', send: { enable_thinking: false }, refused: 'enable_thinking' },
  {
    rule: 'forced-tool-while-thinking',
    model: 'qwen3.6-plus',
    send: { tools: [tool('f')], tool_choice: 'required', ...PARALLEL },
    wire: { enable_thinking: false },
    adapted: ['enable_thinking'],
  },
  {
    rule: 'forced-tool-while-thinking',
    model: 'qwen3.6-plus',
    send: { tools: [tool('f')], tool_choice: 'required', ...PARALLEL, enable_thinking: true },
    refused: 'tool_choice',
  },
  {
    rule: 'json-while-thinking',
    model: 'qwen3-32b',
    send: { response_format: JSON_MODE, messages: ASK_JSON, stream: true },
    wire: { enable_thinking: false },
    adapted: ['enable_thinking'],
  },
  {
    rule: 'json-while-thinking',
    model: 'qwen-plus',
    send: { response_format: JSON_MODE, messages: ASK_JSON, reasoning_effort: 'low' },
    refused: 'response_format',
  },
  {
    rule: 'choices-while-thinking',
    model: 'qwen3-32b',
    send: { n: 2, stream: true },
    wire: { enable_thinking: false },
    adapted: ['enable_thinking'],
  },
  {
    rule: 'thinking-budget',
    model: 'qwen3.8-max',
    send: { thinking_budget: 300_000 },
    wire: { thinking_budget: 262_144 },
    adapted: ['thinking_budget'],
  },
  {
    rule: 'thinking-wire',
    model: 'qwen-plus',
    send: { reasoning_effort: 'medium' },
    wire: { enable_thinking: true, thinking_budget: 4_915, reasoning_effort: undefined },
    adapted: ['reasoning_effort'],
  },
  {
    rule: 'output-cap-preserve',
    model: 'qwen3.8-max',
    send: { max_tokens: 100, thinking_budget: 2_000 },
    options: { outputCap: 'preserve' },
    wire: { max_completion_tokens: 2_100 },
    adapted: ['max_tokens'],
    isTakenWithout: true,
  },
  {
    rule: 'output-cap',
    model: 'qwen-plus',
    send: { max_tokens: 100_000 },
    wire: { max_completion_tokens: 32_768, max_tokens: undefined },
    adapted: ['max_tokens'],
  },
  { rule: 'stream-only', model: 'qwq-plus', send: {}, wire: { stream: true }, adapted: ['stream'] },
  {
    rule: 'stream-only',
    model: 'qwen3-8b',
    send: {},
    wire: { stream: true, stream_options: { include_usage: true } },
    adapted: ['stream'],
  },
];
