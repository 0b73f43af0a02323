// npm install openai · node openai-node.mjs 'Weather in Paris?'
import OpenAI from 'openai';

const client = new OpenAI({
  baseURL: `${process.env.GATEWAY_URL ?? 'http://localhost:8080'}/v1`,
  apiKey: process.env.GATEWAY_KEY ?? 'any',
});
const getWeather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    parse: JSON.parse,
    function: ({ city }) => `It rains in ${city}.`,
  },
};

const runner = client.chat.completions.runTools({
  model: process.env.MODEL ?? 'qwen3.7-plus',
  messages: [{ role: 'user', content: process.argv[2] ?? 'Weather in Paris?' }],
  tools: [getWeather],
  stream: true,
});
// Qwen's reasoning comes beside the content.
runner.on('chunk', ({ choices: [choice] }) => process.stdout.write(choice?.delta.reasoning_content ?? ''));
runner.on('content', (text) => process.stdout.write(text));
await runner.done();
process.stdout.write('\n');
