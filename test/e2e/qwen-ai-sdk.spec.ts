import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { isStepCount, jsonSchema, type LanguageModel, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { hasReasoned, THINKING_MODELS, TOOL_LOOP_QUESTION } from '../support/thinking-models.js';

const running = useGatewayAndSimulator();

const PROVIDERS: Readonly<Record<string, (baseURL: string, model: string) => LanguageModel>> = {
  'the openai-compatible provider': (baseURL, model) =>
    createOpenAICompatible({ name: 'gateway', baseURL, apiKey: 'any', includeUsage: true }).chatModel(model),
  'the OpenAI provider in chat form': (baseURL, model) =>
    createOpenAI({ baseURL, apiKey: 'any' }).chat(model),
};

function createTool(name: string, seen: string[]) {
  return tool({
    description: name,
    inputSchema: jsonSchema({ type: 'object', additionalProperties: true }),
    execute: (input: unknown) => {
      seen.push(`${name} ${JSON.stringify(input)}`);
      return Promise.resolve('rain');
    },
  });
}

/** Runs the loop to its end, streamed. */
async function runLoop(model: LanguageModel) {
  const seen: string[] = [];
  const result = streamText({
    model,
    instructions: 'Be brief.',
    prompt: TOOL_LOOP_QUESTION,
    tools: { 'weather.get': createTool('weather.get', seen), search: createTool('search', seen) },
    stopWhen: isStepCount(3),
    maxRetries: 0,
    providerOptions: { gateway: { reasoningEffort: 'low' }, openai: { reasoningEffort: 'low', user: 'u-1' } },
  });
  const steps = await result.steps;
  return { seen, steps, text: await result.text };
}

for (const [name, create] of Object.entries(PROVIDERS)) {
  describe(`the AI SDK with ${name}`, () => {
    it.each(THINKING_MODELS)(
      'runs a loop of two steps on a model that thinks $thinks: $model',
      async (row) => {
        const { seen, steps, text } = await runLoop(create(`${running.gateway.origin}/v1`, row.model));
        expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
        expect(seen.sort()).toEqual(['search {"query":"umbrella"}', 'weather.get {"city":"上海"}']);
        expect(text).toBe('Take an umbrella.');
        expect(hasReasoned(await running.simulator.usage())).toBe(row.thinks !== 'never');
      },
    );
  });
}
