// npm install @anthropic-ai/sdk · node anthropic-node.mjs 'Weather in Paris?'
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({
  // Without /v1, which the library adds.
  baseURL: process.env.GATEWAY_URL ?? 'http://localhost:8080',
  apiKey: process.env.GATEWAY_KEY ?? 'any',
});
const tools = [
  {
    name: 'get_weather',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
];
const messages = [{ role: 'user', content: process.argv[2] ?? 'Weather in Paris?' }];

for (;;) {
  const stream = client.messages.stream({
    model: process.env.MODEL ?? 'qwen3.7-plus',
    max_tokens: 4096,
    thinking: { type: 'enabled', budget_tokens: 1024 },
    tools,
    messages,
  });
  stream.on('thinking', (text) => process.stdout.write(text));
  stream.on('text', (text) => process.stdout.write(text));
  const { content, stop_reason: reason } = await stream.finalMessage();
  // Whole, with the signatures of its thinking.
  messages.push({ role: 'assistant', content });
  if (reason !== 'tool_use') break;
  const calls = content.filter(({ type }) => type === 'tool_use');
  messages.push({
    role: 'user',
    content: calls.map(({ id, input }) => ({
      type: 'tool_result',
      tool_use_id: id,
      content: `It rains in ${input.city}.`,
    })),
  });
}
process.stdout.write('\n');
