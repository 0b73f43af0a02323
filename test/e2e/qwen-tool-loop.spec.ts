import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { hasReasoned, THINKING_MODELS, TOOL_LOOP_QUESTION } from '../support/thinking-models.js';

const running = useGatewayAndSimulator();

const TOOLS = ['weather.get', 'search'].map((name) => ({
  type: 'function' as const,
  function: { name, strict: true, parameters: { type: 'object', additionalProperties: true } },
}));
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
  { role: 'user', content: TOOL_LOOP_QUESTION },
];

type Turn = (client: OpenAI, model: string, messages: readonly Message[]) => Promise<OpenAI.ChatCompletion>;

const WAYS: Readonly<Record<string, Turn>> = {
  streamed: (client, model, messages) =>
    client.chat.completions.stream(createTurn(model, messages)).finalChatCompletion(),
  plain: (client, model, messages) => client.chat.completions.create(createTurn(model, messages)),
};

for (const [way, ask] of Object.entries(WAYS)) {
  describe(`two steps with tools, ${way}, thinking asked for`, () => {
    it.each(THINKING_MODELS)('of a model that thinks $thinks: $model', async ({ model, thinks }) => {
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

      expect(hasReasoned(await running.simulator.usage())).toBe(thinks !== 'never');
    });
  });
}
