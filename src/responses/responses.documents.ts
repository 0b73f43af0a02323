import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef, UPSTREAM_ERRORS } from '../http/api-documents.js';

const REQUEST = { model: 'qwen-plus', input: 'Why is the sky blue?' };
const ANSWER = {
  id: 'resp_6f0d2f6c5f0e9d3a8a390d6f5b1c2e77',
  object: 'response',
  created_at: 1_780_000_000,
  completed_at: 1_780_000_002,
  status: 'completed',
  error: null,
  incomplete_details: null,
  output: [
    {
      id: 'msg_0d6f5b1c2e776f0d2f6c5f0e9d3a8a39',
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [
        { type: 'output_text', text: 'Air scatters blue light most.', annotations: [], logprobs: [] },
      ],
    },
  ],
  usage: {
    input_tokens: 14,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: 9,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 23,
  },
  model: 'qwen-plus',
};
const EVENT = {
  type: 'response.output_text.delta',
  item_id: 'msg_0d6f5b1c2e776f0d2f6c5f0e9d3a8a39',
  output_index: 0,
  content_index: 0,
  delta: 'Air',
  logprobs: [],
  sequence_number: 4,
};
const TOOL = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const EXAMPLES = {
  plain: { summary: 'One response', value: REQUEST },
  streamed: { summary: 'A stream of events', value: { ...REQUEST, stream: true } },
  tools: {
    summary: 'With a tool and reasoning',
    value: { ...REQUEST, input: 'Weather in Paris?', tools: [TOOL], reasoning: { effort: 'low' } },
  },
};

/** POST /v1/responses in the API document. */
export const ResponsesDocuments = () =>
  applyDecorators(
    ApiTags('Responses'),
    ApiOperation({
      operationId: 'createResponse',
      summary: 'Create a response',
      description:
        'With `stream: true` the answer is a stream of events. A stream that fails ends in an `error` event and `response.failed`.',
    }),
    ApiBody({ required: true, schema: schemaRef('ResponsesRequest'), examples: EXAMPLES }),
    ApiResponse({
      status: 200,
      description: 'The response: JSON, or events where a stream was asked for.',
      content: {
        'application/json': { schema: schemaRef('Response'), example: ANSWER },
        'text/event-stream': { schema: schemaRef('ResponseEvent'), example: EVENT },
      },
    }),
    ApiErrors(
      'invalid_request',
      'context_length_exceeded',
      'content_filter',
      'unsupported_file',
      'previous_response_not_found',
      'not_found',
      ...BODY_ERRORS,
      ...UPSTREAM_ERRORS,
    ),
  );
