import { EMBEDDING_MODEL, EMBEDDING_ROWS, embeddingsAnswer, MODEL, passthroughAnswer } from './wire.mjs';

const EMBEDDINGS_TEXT = embeddingsAnswer.toString();
const PASSTHROUGH_TEXT = passthroughAnswer.toString();
/** 100 words, the role, the finish, the usage, [DONE]. */
const EVENTS_OF_A_STREAM = 104;

const CHAT = {
  model: MODEL,
  messages: [
    {
      role: 'system',
      content: 'You are a helpful assistant of a large company. Answer briefly and to the point.',
    },
    {
      role: 'user',
      content: 'What does a gateway in front of a language model do, and who needs one? Two sentences.',
    },
  ],
  temperature: 0.7,
  max_tokens: 256,
};

export const STREAM_REQUEST = { ...CHAT, stream: true, stream_options: { include_usage: true } };

const RESPONSES = {
  model: MODEL,
  instructions: CHAT.messages[0].content,
  input: CHAT.messages[1].content,
  temperature: 0.7,
  max_output_tokens: 256,
  stream: true,
};

const MESSAGES = {
  model: MODEL,
  system: CHAT.messages[0].content,
  messages: CHAT.messages.slice(1),
  temperature: 0.7,
  max_tokens: 256,
  stream: true,
};

const EMBEDDINGS = {
  model: EMBEDDING_MODEL,
  input: Array.from(
    { length: EMBEDDING_ROWS },
    (_, row) => `Paragraph ${row} of a handbook: who may use which model, and what it costs them in a month.`,
  ),
  encoding_format: 'float',
};

/**
 * One row of the table each. `check` returns what is wrong with the text of an answer with status 200.
 */
export const SCENARIOS = [
  {
    name: 'chat',
    title: 'chat',
    path: '/v1/chat/completions',
    body: JSON.stringify(CHAT),
    connections: 32,
    warmUp: 10_000,
    requests: 3_000,
    check: (text) => (JSON.parse(text).usage?.total_tokens === 142 ? undefined : 'no usage in the answer'),
  },
  {
    name: 'stream',
    title: 'streamed chat, 100 events',
    path: '/v1/chat/completions',
    body: JSON.stringify(STREAM_REQUEST),
    connections: 16,
    warmUp: 2_000,
    requests: 400,
    check: checkStream,
  },
  {
    name: 'responses',
    title: 'streamed responses, 100 events',
    path: '/v1/responses',
    body: JSON.stringify(RESPONSES),
    // The floor knows no Responses: it is the one of streamed chat.
    floor: { path: '/v1/chat/completions', body: JSON.stringify(STREAM_REQUEST), check: checkStream },
    connections: 16,
    warmUp: 2_000,
    requests: 400,
    check: checkResponse,
  },
  {
    name: 'messages',
    title: 'streamed messages, 100 events',
    path: '/v1/messages',
    body: JSON.stringify(MESSAGES),
    // The floor knows no Messages: it is the one of streamed chat.
    floor: { path: '/v1/chat/completions', body: JSON.stringify(STREAM_REQUEST), check: checkStream },
    connections: 16,
    warmUp: 2_000,
    requests: 400,
    check: checkMessage,
  },
  {
    name: 'embeddings',
    title: 'embeddings, 10 rows of 1,024',
    path: '/v1/embeddings',
    body: JSON.stringify(EMBEDDINGS),
    connections: 16,
    warmUp: 2_000,
    requests: 800,
    check: (text) => (text === EMBEDDINGS_TEXT ? undefined : 'not the embeddings of the upstream'),
  },
  {
    name: 'passthrough',
    title: 'passthrough, 1 KB up, 16 KB down',
    path: '/p/bailian/api/v1/services/rerank',
    body: JSON.stringify({ query: 'q'.repeat(1_000) }),
    connections: 32,
    warmUp: 10_000,
    requests: 3_000,
    check: (text) => (text === PASSTHROUGH_TEXT ? undefined : 'not the bytes of the upstream'),
  },
];

function checkStream(text) {
  const events = text.split('\n\n').filter((event) => event.startsWith('data: '));
  if (events.length !== EVENTS_OF_A_STREAM) return `${events.length} events`;
  return events.at(-1) === 'data: [DONE]' ? undefined : 'no [DONE] at the end';
}

function checkResponse(text) {
  const deltas = text.split('event: response.output_text.delta\n').length - 1;
  if (deltas !== 100) return `${deltas} deltas`;
  if (!text.includes('event: response.completed\n')) return 'no end';
  return text.endsWith('data: [DONE]\n\n') ? undefined : 'no [DONE] at the end';
}

function checkMessage(text) {
  const deltas = text.split('event: content_block_delta\n').length - 1;
  if (deltas !== 100) return `${deltas} deltas`;
  return text.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n') ? undefined : 'no end';
}
