import type { ChatCompletionRequest } from '../contracts/chat-completion.js';
import type { EmbeddingsRequest } from '../contracts/embeddings.js';
import type { MessagesRequest } from '../contracts/messages.js';
import type { RerankRequest } from '../contracts/rerank.js';
import type { ResponsesRequest } from '../contracts/responses.js';

/** A request that is to be explained, as its own route would take it. */
export type ExplainRequest =
  | { readonly endpoint: 'chat'; readonly request: ChatCompletionRequest }
  | { readonly endpoint: 'messages'; readonly request: MessagesRequest }
  | { readonly endpoint: 'embeddings'; readonly request: EmbeddingsRequest }
  | { readonly endpoint: 'rerank'; readonly request: RerankRequest }
  | { readonly endpoint: 'responses'; readonly request: ResponsesRequest };

export type Endpoint = ExplainRequest['endpoint'];
