// npm install @openai/agents zod · node openai-agents.mjs 'Weather in Paris?'
import { Agent, OpenAIProvider, Runner, tool } from '@openai/agents';
import { z } from 'zod';

const runner = new Runner({
  modelProvider: new OpenAIProvider({
    baseURL: `${process.env.GATEWAY_URL ?? 'http://localhost:8080'}/v1`,
    apiKey: process.env.GATEWAY_KEY ?? 'any',
  }),
  // Traces go to OpenAI otherwise.
  tracingDisabled: true,
});
const agent = new Agent({
  name: 'Weather',
  model: process.env.MODEL ?? 'qwen3.7-plus',
  tools: [
    tool({
      name: 'get_weather',
      description: 'The weather of a city.',
      parameters: z.object({ city: z.string() }),
      execute: ({ city }) => `It rains in ${city}.`,
    }),
  ],
});

const stream = await runner.run(agent, process.argv[2] ?? 'Weather in Paris?', { stream: true });
for await (const text of stream.toTextStream()) process.stdout.write(text);
await stream.completed;
process.stdout.write('\n');
