import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { ErrorKindName } from '../contracts/error-kinds.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { statusOf, writeError } from '../dialects/messages/write-error.js';
import { BODY_ERRORS, schemaRef, UPSTREAM_ERRORS } from '../http/api-documents.js';

const REQUEST = {
  model: 'qwen3.7-plus',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Why is the sky blue?' }],
};
const ANSWER = {
  id: 'msg_0d6f5b1c2e776f0d2f6c5f0e9d3a8a39',
  type: 'message',
  role: 'assistant',
  model: 'qwen3.7-plus',
  content: [{ type: 'text', text: 'Air scatters blue light most.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 14, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 9 },
};
const EVENT = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Air' } };
const TOOL = {
  name: 'get_weather',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const EXAMPLES = {
  plain: { summary: 'One message', value: REQUEST },
  streamed: { summary: 'A stream of events', value: { ...REQUEST, stream: true } },
  tools: {
    summary: 'With a tool and thinking',
    value: { ...REQUEST, tools: [TOOL], thinking: { type: 'enabled', budget_tokens: 512 } },
  },
};

/** POST /v1/messages in the API document. */
export const MessagesDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'createMessage',
      summary: 'Create a message',
      description:
        "Anthropic's Messages API over the same models; Claude Code speaks it. With `stream: true` the answer is a stream of events. A stream that fails ends in an `error` event.",
    }),
    ApiBody({ required: true, schema: schemaRef('MessagesRequest'), examples: EXAMPLES }),
    ApiResponse({
      status: 200,
      description: 'The message: JSON, or events where a stream was asked for.',
      content: {
        'application/json': { schema: schemaRef('Message'), example: ANSWER },
        'text/event-stream': { schema: schemaRef('MessageEvent'), example: EVENT },
      },
    }),
    ...messagesErrors(
      'invalid_request',
      'context_length_exceeded',
      'content_filter',
      'unsupported_file',
      ...BODY_ERRORS,
      ...UPSTREAM_ERRORS,
    ),
  );

/** POST /v1/messages/count_tokens in the API document. */
export const CountTokensDocuments = () =>
  applyDecorators(
    ApiOperation({
      operationId: 'countMessageTokens',
      summary: 'Estimate the tokens of a message',
      description:
        'System, tools and history included. By kinds of characters, within about 20 % for ordinary Chinese and English; images are ' +
        'not in it. `x-gateway-estimated` says that it is an estimate.',
    }),
    ApiBody({
      required: true,
      schema: schemaRef('MessagesRequest'),
      examples: { plain: { value: { model: REQUEST.model, messages: REQUEST.messages } } },
    }),
    ApiResponse({
      status: 200,
      description: 'About how many.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['input_tokens'],
            properties: { input_tokens: { type: 'integer' } },
          },
          example: { input_tokens: 14 },
        },
      },
    }),
    ...messagesErrors('invalid_request', 'unsupported_file', 'model_not_found', ...BODY_ERRORS),
  );

/** The errors of an operation in Anthropic's envelope, an example for each kind. */
function messagesErrors(...kinds: readonly ErrorKindName[]): readonly MethodDecorator[] {
  const errors = kinds.map((kind) => ({
    kind,
    error: new GatewayError(kind, 'What is wrong and what to do.'),
  }));
  const statuses = [...new Set(errors.map(({ error }) => statusOf(error)))];
  return statuses.map((status) => {
    const ofStatus = errors.filter(({ error }) => statusOf(error) === status);
    const examples = Object.fromEntries(
      ofStatus.map(({ kind, error }) => [kind, { value: writeError(error) }]),
    );
    return ApiResponse({
      status,
      description: ofStatus.map(({ kind }) => kind).join(', '),
      content: { 'application/json': { schema: schemaRef('MessagesError'), examples } },
    });
  });
}
