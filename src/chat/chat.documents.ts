import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef, UPSTREAM_ERRORS } from '../http/api-documents.js';

const MESSAGES = [{ role: 'user', content: 'Why is the sky blue?' }];
const USAGE = { prompt_tokens: 14, completion_tokens: 9, total_tokens: 23 };
const ANSWER = {
  id: 'chatcmpl-6f0d2f6c-5f0e-9d3a-8a39-0d6f5b1c2e77',
  object: 'chat.completion',
  created: 1_780_000_000,
  model: 'qwen-plus',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Air scatters blue light most.' },
      finish_reason: 'stop',
    },
  ],
  usage: USAGE,
};
const CHUNK = {
  ...ANSWER,
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { content: 'Air' }, finish_reason: null }],
  usage: null,
};
const EXAMPLES = {
  plain: { summary: 'One answer', value: { model: 'qwen-plus', max_tokens: 256, messages: MESSAGES } },
  streamed: {
    summary: 'A stream of events',
    value: { model: 'qwen-plus', messages: MESSAGES, stream: true, stream_options: { include_usage: true } },
  },
};

/** POST /v1/chat/completions in the API document. */
export const ChatDocuments = () =>
  applyDecorators(
    ApiTags('Chat'),
    ApiOperation({
      operationId: 'createChatCompletion',
      summary: 'Create a chat completion',
      description:
        'With `stream: true` the answer is a stream of events. A stream that fails ends in an event with `error`.',
    }),
    ApiBody({ required: true, schema: schemaRef('ChatCompletionRequest'), examples: EXAMPLES }),
    ApiResponse({
      status: 200,
      description: 'The completion: JSON, or events where a stream was asked for.',
      content: {
        'application/json': { schema: schemaRef('ChatCompletion'), example: ANSWER },
        'text/event-stream': { schema: schemaRef('ChatCompletionChunk'), example: CHUNK },
      },
    }),
    ApiErrors(
      'invalid_request',
      'context_length_exceeded',
      'content_filter',
      ...BODY_ERRORS,
      ...UPSTREAM_ERRORS,
    ),
  );
