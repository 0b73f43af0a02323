/** What the mock upstream says, in the form that was recorded from Model Studio. */
const ID = 'chatcmpl-6f0d2f6c-5f0e-9d3a-8a39-0d6f5b1c2e77';
const CREATED = 1_780_000_000;
export const MODEL = 'qwen-plus';

const USAGE = {
  prompt_tokens: 42,
  completion_tokens: 100,
  total_tokens: 142,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
};

const ANSWER =
  'A gateway stands between the clients of a company and the models that they use. It keeps the keys, applies the ' +
  'rules, and makes every model look the same to the programs that call it.';

export const chatAnswer = Buffer.from(
  JSON.stringify({
    choices: [
      { message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop', index: 0, logprobs: null },
    ],
    object: 'chat.completion',
    usage: USAGE,
    created: CREATED,
    system_fingerprint: null,
    model: MODEL,
    id: ID,
  }),
);

export const EMBEDDING_MODEL = 'text-embedding-v4';
export const EMBEDDING_ROWS = 10;
const DIMENSIONS = 1_024;

/** Numbers as long as real ones, the same in every run. */
function vector(row) {
  return Array.from({ length: DIMENSIONS }, (_, at) => Math.sin(row * DIMENSIONS + at) / 16);
}

export const embeddingsAnswer = Buffer.from(
  JSON.stringify({
    data: Array.from({ length: EMBEDDING_ROWS }, (_, index) => ({
      embedding: vector(index),
      index,
      object: 'embedding',
    })),
    model: EMBEDDING_MODEL,
    object: 'list',
    usage: { prompt_tokens: 230, total_tokens: 230 },
    id: '6f0d2f6c-5f0e-9d3a-8a39-0d6f5b1c2e77',
  }),
);

/** Whatever a door of the upstream may say. */
export const passthroughAnswer = Buffer.from(JSON.stringify({ output: 'x'.repeat(16 * 1024) }));

function event(choices, usage = null) {
  const chunk = { choices, object: 'chat.completion.chunk', usage, created: CREATED };
  return Buffer.from(
    `data: ${JSON.stringify({ ...chunk, system_fingerprint: null, model: MODEL, id: ID })}\n\n`,
  );
}

function choice(delta, finishReason = null) {
  return { finish_reason: finishReason, logprobs: null, delta, index: 0 };
}

export const roleEvent = event([choice({ content: '', role: 'assistant' })]);
export const contentEvent = (index) => event([choice({ content: ` word${index}` })]);
export const finishEvent = event([choice({ content: '' }, 'stop')]);
export const usageEvent = event([], USAGE);
export const DONE_EVENT = Buffer.from('data: [DONE]\n\n');

export const modelList = JSON.stringify({
  object: 'list',
  data: [{ id: MODEL, object: 'model', created: CREATED, owned_by: 'system' }],
});
