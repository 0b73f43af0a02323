import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';

const running = useGatewayAndSimulator();

const SCRIPT = {
  steps: [
    {
      reasoning: 'I need the weather.',
      tool_calls: [
        { name: 'weather.get', arguments: { city: '上海' } },
        { name: 'search', arguments: { query: 'umbrella' } },
      ],
    },
    { reasoning: 'It rains.', text: 'Take an umbrella.' },
  ],
};
const TOOLS = ['weather.get', 'search'].map((name) => ({
  type: 'function' as const,
  function: { name, strict: true, parameters: { type: 'object', additionalProperties: true } },
}));
const MODELS = [
  { thinks: 'never', model: 'qwen3-coder-plus' },
  { thinks: 'by default, by efforts', model: 'qwen3.8-max' },
  { thinks: 'by default, by a budget', model: 'qwen3.6-plus' },
  { thinks: 'when asked to', model: 'qwen-plus' },
  { thinks: 'in streams only', model: 'qwen3-32b' },
  { thinks: 'always', model: 'kimi-k3' },
  { thinks: 'always, and answers in streams only', model: 'qwq-plus' },
  { thinks: 'by two words of effort', model: 'deepseek-v4-pro' },
];

type Message = OpenAI.ChatCompletionMessageParam;

/** What a client that knows OpenAI's contract sends, with OpenAI's words for thinking. */
function createTurn(model: string, messages: readonly Message[]) {
  return {
    model,
    messages: [...messages],
    tools: TOOLS,
    reasoning_effort: 'low' as const,
    store: false,
    user: 'user-1',
    max_tokens: 2_000,
  };
}

const start = (): Message[] => [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', content: `Umbrella? [[sim:${JSON.stringify(SCRIPT)}]]` },
];

type Turn = (client: OpenAI, model: string, messages: readonly Message[]) => Promise<OpenAI.ChatCompletion>;

const WAYS: Readonly<Record<string, Turn>> = {
  streamed: (client, model, messages) =>
    client.chat.completions.stream(createTurn(model, messages)).finalChatCompletion(),
  plain: (client, model, messages) => client.chat.completions.create(createTurn(model, messages)),
};

for (const [way, ask] of Object.entries(WAYS)) {
  describe(`two steps with tools, ${way}, thinking asked for`, () => {
    it.each(MODELS)('of a model that thinks $thinks: $model', async ({ model, thinks }) => {
      const client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'any', maxRetries: 0 });
      const messages = start();

      const first = await ask(client, model, messages);
      const [choice] = first.choices;
      expect(choice?.finish_reason).toBe('tool_calls');
      const calls = (choice?.message.tool_calls ?? []).filter((call) => call.type === 'function');
      expect(calls.map((call) => [call.function.name, call.function.arguments])).toEqual([
        ['weather.get', '{"city":"上海"}'],
        ['search', '{"query":"umbrella"}'],
      ]);
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2);

      if (choice === undefined) throw new Error('there is no choice');
      messages.push(choice.message);
      for (const { id } of calls) messages.push({ role: 'tool', tool_call_id: id, content: 'rain' });
      const second = await ask(client, model, messages);
      expect(second.choices[0]?.message.content).toBe('Take an umbrella.');
      expect(second.choices[0]?.finish_reason).toBe('stop');

      const [request] = (await running.simulator.usage()).map(({ usage }) => usage);
      const details = request?.completion_tokens_details as { reasoning_tokens?: number } | undefined;
      expect((details?.reasoning_tokens ?? 0) > 0).toBe(thinks !== 'never');
    });
  });
}
