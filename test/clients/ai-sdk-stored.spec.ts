import { createOpenAI } from '@ai-sdk/openai';
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';

const running = useGatewayAndSimulator();

const STEPS = [
  { reasoning: 'I look first.', tool_calls: [{ name: 'look', arguments: { at: 'sky' } }] },
  { reasoning: 'And again.', tool_calls: [{ name: 'look', arguments: { at: 'sea' } }] },
  { text: 'Both are blue.' },
];

/** A loop of three steps. From the second on the library refers to items that the gateway has stored. */
function createLoop() {
  const openai = createOpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'any' });
  return {
    model: openai('qwen3.7-plus'),
    prompt: `What is blue? [[sim: ${JSON.stringify({ steps: STEPS })}]]`,
    stopWhen: stepCountIs(5),
    tools: {
      look: tool({
        description: 'Looks at something.',
        inputSchema: z.object({ at: z.string() }),
        execute: ({ at }) => `${at} is blue`,
      }),
    },
  };
}

async function expectWholeHistory(): Promise<void> {
  const requests = await running.simulator.requests();
  const { messages } = requests.at(-1)?.body as {
    readonly messages: readonly { readonly role: string; readonly reasoning_content?: string }[];
  };
  expect(requests).toHaveLength(3);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant', 'tool']);
  expect(messages.map(({ reasoning_content: reasoning }) => reasoning)).toEqual([
    undefined,
    'I look first.',
    undefined,
    'And again.',
    undefined,
  ]);
}

describe('the AI SDK, which refers to stored items', () => {
  it('finishes a loop of plain answers', async () => {
    const { text, steps } = await generateText(createLoop());
    expect(text).toBe('Both are blue.');
    expect(steps).toHaveLength(3);
    await expectWholeHistory();
  });

  it('finishes a loop of streams, with the reasoning shown', async () => {
    const { text, steps } = streamText(createLoop());
    expect(await text).toBe('Both are blue.');
    expect((await steps)[0]?.reasoningText).toBe('I look first.');
    await expectWholeHistory();
  });
});
