// npm install ai @ai-sdk/openai-compatible zod · node ai-sdk.mjs 'Weather in Paris?'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const gateway = createOpenAICompatible({
  name: 'gateway',
  baseURL: `${process.env.GATEWAY_URL ?? 'http://localhost:8080'}/v1`,
  apiKey: process.env.GATEWAY_KEY ?? 'any',
});

const { stream } = streamText({
  model: gateway(process.env.MODEL ?? 'qwen3.7-plus'),
  prompt: process.argv[2] ?? 'Weather in Paris?',
  tools: {
    get_weather: tool({
      inputSchema: z.object({ city: z.string() }),
      execute: ({ city }) => `It rains in ${city}.`,
    }),
  },
  stopWhen: stepCountIs(5),
});
for await (const part of stream) {
  if (part.type === 'error') throw part.error;
  if (part.type === 'reasoning-delta' || part.type === 'text-delta') process.stdout.write(part.text);
}
process.stdout.write('\n');
