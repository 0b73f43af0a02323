import type { PipeTransform } from '@nestjs/common';
import { GatewayError } from '../contracts/gateway-error.js';
import { EnvelopePipe } from '../http/envelope.pipe.js';
import { ChatCompletionDto } from '../http/envelopes/chat-completion.dto.js';
import { EmbeddingsDto } from '../http/envelopes/embeddings.dto.js';
import { MessagesDto } from '../http/envelopes/messages.dto.js';
import { RerankDto } from '../http/envelopes/rerank.dto.js';
import { ResponsesDto } from '../http/envelopes/responses.dto.js';
import type { Endpoint, ExplainRequest } from './explain-request.js';

interface EndpointRow {
  /** The field by which a body of its route is known; undefined where another route has the same. */
  readonly field: string | undefined;
  parse(body: object): ExplainRequest;
}

const chat = new EnvelopePipe(ChatCompletionDto);
const embeddings = new EnvelopePipe(EmbeddingsDto);
const messages = new EnvelopePipe(MessagesDto);
const rerank = new EnvelopePipe(RerankDto);
const responses = new EnvelopePipe(ResponsesDto);

/** The first whose field is there decides. */
const ENDPOINTS: Readonly<Record<Endpoint, EndpointRow>> = {
  chat: {
    field: 'messages',
    parse: (body) => ({ endpoint: 'chat', request: chat.transform(body) }),
  },
  embeddings: {
    field: 'input',
    parse: (body) => ({ endpoint: 'embeddings', request: embeddings.transform(body) }),
  },
  rerank: {
    field: 'documents',
    parse: (body) => ({ endpoint: 'rerank', request: rerank.transform(body) }),
  },
  responses: {
    field: undefined,
    parse: (body) => ({ endpoint: 'responses', request: responses.transform(body) }),
  },
  messages: {
    field: undefined,
    parse: (body) => ({ endpoint: 'messages', request: messages.transform(body) }),
  },
};
const NAMES = Object.keys(ENDPOINTS).join(', ');
const FIELDS = Object.entries(ENDPOINTS)
  .flatMap(([name, { field }]) => (field === undefined ? [] : [`${field} (${name})`]))
  .join(' or ');

/** Finds out which route a body is for, and checks it as that route does. */
export class ExplainPipe implements PipeTransform<unknown, ExplainRequest> {
  /** @throws GatewayError 400 where the endpoint cannot be told, and what its own route answers to a wrong body. */
  transform(body: unknown): ExplainRequest {
    // `endpoint` is for this route alone.
    const { endpoint, ...rest } = body as Record<string, unknown>;
    return requireRow(endpoint, rest).parse(rest);
  }
}

function requireRow(endpoint: unknown, body: object): EndpointRow {
  if (endpoint === undefined || endpoint === null) {
    const found = Object.values(ENDPOINTS).find(
      ({ field }) => field !== undefined && Object.hasOwn(body, field),
    );
    if (found !== undefined) return found;
    throw new GatewayError(
      'invalid_request',
      `Send the body of the request that is to be explained: it has ${FIELDS}; or name its endpoint, one of ${NAMES}.`,
      { param: 'endpoint' },
    );
  }
  if (typeof endpoint === 'string' && isEndpoint(endpoint)) return ENDPOINTS[endpoint];
  throw new GatewayError('invalid_request', `endpoint must be one of ${NAMES}.`, { param: 'endpoint' });
}

function isEndpoint(name: string): name is Endpoint {
  return Object.hasOwn(ENDPOINTS, name);
}
