// npm install @langchain/core @langchain/openai zod · node langchain-js.mjs 'Weather in Paris?'
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';

const getWeather = tool(({ city }) => `It rains in ${city}.`, {
  name: 'get_weather',
  schema: z.object({ city: z.string() }),
});
const model = new ChatOpenAI({
  model: process.env.MODEL ?? 'qwen3.7-plus',
  apiKey: process.env.GATEWAY_KEY ?? 'any',
  configuration: { baseURL: `${process.env.GATEWAY_URL ?? 'http://localhost:8080'}/v1` },
}).bindTools([getWeather]);

const messages = [new HumanMessage(process.argv[2] ?? 'Weather in Paris?')];
for (;;) {
  let answer;
  for await (const chunk of await model.stream(messages)) {
    process.stdout.write(chunk.text);
    answer = answer === undefined ? chunk : answer.concat(chunk);
  }
  if (!answer.tool_calls?.length) break;
  messages.push(answer);
  for (const call of answer.tool_calls) {
    messages.push(new ToolMessage({ content: await getWeather.invoke(call.args), tool_call_id: call.id }));
  }
}
process.stdout.write('\n');
