import { createOpenAI } from '@ai-sdk/openai';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool as langchainTool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { Agent, OpenAIProvider, Runner, tool as agentTool } from '@openai/agents';
import { stepCountIs, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { ask, type Members } from '../support/post-responses.js';

const running = useGatewayAndSimulator();
const baseURL = (): string => `${running.gateway.origin}/v1`;

/** Two calls in two steps, with reasoning, and the answer. */
const SCRIPT = {
  steps: [
    { reasoning: 'First Paris.', tool_calls: [{ name: 'get_weather', arguments: { city: 'Paris' } }] },
    { reasoning: 'Then Rome.', tool_calls: [{ name: 'get_weather', arguments: { city: 'Rome' } }] },
    { reasoning: 'Now I know.', text: 'Rain in Paris, sun in Rome.' },
  ],
};
const PROMPT = ask(SCRIPT, 'Weather in Paris and Rome?');
const weather = ({ city }: { city: string }): string => (city === 'Paris' ? 'rain' : 'sun');

/** What the upstream was told of the tools' answers, in its last request. */
async function toolMessages(): Promise<readonly unknown[]> {
  const requests = await running.simulator.requests();
  const messages = requests.at(-1)?.body.messages as readonly Members[];
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
}

describe('the Vercel AI SDK', () => {
  it.each([
    ['stores nothing', { store: false, include: ['reasoning.encrypted_content'] }],
    ['relies on stored items', {}],
  ])('finishes three steps with tools and shows reasoning, where it %s', async (_name, options) => {
    const provider = createOpenAI({ baseURL: baseURL(), apiKey: 'sk-any' });
    const result = streamText({
      model: provider.responses('qwen-plus'),
      prompt: PROMPT,
      tools: {
        get_weather: tool({
          inputSchema: z.object({ city: z.string() }),
          execute: (input) => Promise.resolve(weather(input)),
        }),
      },
      stopWhen: stepCountIs(5),
      maxRetries: 0,
      providerOptions: {
        openai: { forceReasoning: true, reasoningEffort: 'low', reasoningSummary: 'auto', ...options },
      },
    });
    const errors: unknown[] = [];
    let reasoning = '';
    for await (const part of result.stream) {
      if (part.type === 'error') errors.push(part.error);
      if (part.type === 'reasoning-delta') reasoning += part.text;
    }
    expect(errors).toEqual([]);
    expect(reasoning).toBe('First Paris.Then Rome.Now I know.');
    expect(await result.text).toBe('Rain in Paris, sun in Rome.');
    expect((await result.steps).map(({ finishReason }) => finishReason)).toEqual([
      'tool-calls',
      'tool-calls',
      'stop',
    ]);
    expect(await toolMessages()).toEqual(['rain', 'sun']);
  });
});

describe('the OpenAI Agents SDK', () => {
  it.each([true, false])('finishes three steps with tools (stream: %s)', async (stream) => {
    const agent = new Agent({
      name: 'Weather',
      instructions: 'Answer briefly.',
      model: 'qwen-plus',
      modelSettings: { reasoning: { effort: 'low' } },
      tools: [
        agentTool({
          name: 'get_weather',
          description: 'The weather of a city.',
          parameters: z.object({ city: z.string() }),
          execute: weather,
        }),
      ],
    });
    const runner = new Runner({
      tracingDisabled: true,
      modelProvider: new OpenAIProvider({ baseURL: baseURL(), apiKey: 'sk-any', useResponses: true }),
    });
    if (stream) {
      const result = await runner.run(agent, PROMPT, { stream });
      await result.completed;
      expect(result.finalOutput).toBe('Rain in Paris, sun in Rome.');
    } else {
      const result = await runner.run(agent, PROMPT);
      expect(result.finalOutput).toBe('Rain in Paris, sun in Rome.');
    }
    expect(await toolMessages()).toEqual(['rain', 'sun']);
  });
});

describe('LangChain', () => {
  it('finishes three steps with tools over Responses', async () => {
    const getWeather = langchainTool(weather, {
      name: 'get_weather',
      description: 'The weather of a city.',
      schema: z.object({ city: z.string() }),
    });
    const model = new ChatOpenAI({
      model: 'qwen-plus',
      apiKey: 'sk-any',
      useResponsesApi: true,
      maxRetries: 0,
      reasoning: { effort: 'low' },
      configuration: { baseURL: baseURL() },
    }).bindTools([getWeather]);
    const messages: (HumanMessage | ToolMessage | Awaited<ReturnType<typeof model.invoke>>)[] = [
      new HumanMessage(PROMPT),
    ];
    for (let step = 0; step < 3; step += 1) {
      const message = await model.invoke(messages);
      messages.push(message);
      for (const call of message.tool_calls ?? []) {
        const content = weather(call.args as { city: string });
        messages.push(new ToolMessage({ content, tool_call_id: String(call.id) }));
      }
    }
    expect(messages.at(-1)?.text).toBe('Rain in Paris, sun in Rome.');
    expect(await toolMessages()).toEqual(['rain', 'sun']);
  });

  it('streams', async () => {
    const model = new ChatOpenAI({
      model: 'qwen-plus',
      apiKey: 'sk-any',
      useResponsesApi: true,
      maxRetries: 0,
      configuration: { baseURL: baseURL() },
    });
    let text = '';
    for await (const chunk of await model.stream(ask({ text: 'One two three' }))) text += chunk.text;
    expect(text).toBe('One two three');
  });
});
