import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ApiErrors, BODY_ERRORS, schemaRef, UPSTREAM_ERRORS } from '../http/api-documents.js';

const MODEL = 'qwen3-rerank';
const DOCUMENTS = ['Whales are mammals.', 'Air scatters blue light most.'];
const QUERY = 'Why is the sky blue?';
const EXAMPLES = {
  texts: { summary: 'Texts', value: { model: MODEL, query: QUERY, documents: DOCUMENTS } },
  objects: {
    summary: 'Objects, the best one back',
    value: {
      model: MODEL,
      query: QUERY,
      documents: DOCUMENTS.map((text) => ({ text })),
      top_n: 1,
      return_documents: true,
    },
  },
};
const ANSWER = {
  id: '85ba5752-1900-47d2-8896-23f99b13f6e1',
  object: 'list',
  model: MODEL,
  results: [
    { index: 1, relevance_score: 0.9334 },
    { index: 0, relevance_score: 0.0121 },
  ],
  usage: { total_tokens: 31 },
};

/** POST /v1/rerank in the API document. */
export const RerankDocuments = () =>
  applyDecorators(
    ApiTags('Rerank'),
    ApiOperation({
      operationId: 'createRerank',
      summary: 'Order documents by what they have to do with a query',
      description: "As Cohere's and Jina's clients ask.",
    }),
    ApiBody({ required: true, schema: schemaRef('RerankRequest'), examples: EXAMPLES }),
    ApiResponse({
      status: 200,
      description: 'The documents by their index in the request, best first.',
      content: { 'application/json': { schema: schemaRef('RerankList'), example: ANSWER } },
    }),
    ApiErrors(
      'invalid_request',
      'context_length_exceeded',
      'content_filter',
      ...BODY_ERRORS,
      ...UPSTREAM_ERRORS,
    ),
  );
