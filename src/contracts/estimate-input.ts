import type { ChatCompletionRequest } from './chat-completion.js';
import type { EmbeddingsRequest } from './embeddings.js';
import { estimateRerankTokens } from './estimate-rerank-tokens.js';
import { estimateTokens } from './estimate-tokens.js';
import type { RerankRequest } from './rerank.js';

export interface InputEstimate {
  readonly tokens: number;
  /** Kinds of parts whose tokens nobody can tell from here, such as `image_url`, and how many there are of each. */
  readonly uncounted: ReadonlyMap<string, number>;
}

/** What Qwen's chat template puts around a message, and before the answer. */
const MESSAGE_TOKENS = 5;
const ANSWER_START_TOKENS = 3;
/** What it says of tools, beside themselves. */
const TOOLS_TOKENS = 86;

/** What a model is asked, in any of the neutral forms. */
export type ModelRequest = ChatCompletionRequest | EmbeddingsRequest | RerankRequest;

export function isChatRequest(request: ModelRequest): request is ChatCompletionRequest {
  return Array.isArray(request.messages);
}

/** About how many tokens a request has, whatever it is; what cannot be counted is not. */
export function estimateInput(request: ModelRequest): number {
  if (isChatRequest(request)) return estimateChatInput(request).tokens;
  if (!isRerankRequest(request)) return estimateEmbeddingsInput([request]).tokens;
  const texts = request.documents.map((document) =>
    typeof document === 'string' ? document : document.text,
  );
  return estimateRerankTokens(request.query, texts);
}

function isRerankRequest(request: EmbeddingsRequest | RerankRequest): request is RerankRequest {
  return Array.isArray(request.documents);
}

/** Of the texts of a chat request: messages, calls of tools, and tools. Reasoning that is sent back is not read by default. */
export function estimateChatInput({ messages, tools }: ChatCompletionRequest): InputEstimate {
  const uncounted = new Map<string, number>();
  let tokens = ANSWER_START_TOKENS;
  for (const { content, tool_calls: calls } of messages) {
    tokens += MESSAGE_TOKENS + estimateContent(content, uncounted);
    if (Array.isArray(calls)) tokens += estimateTokens(JSON.stringify(calls));
  }
  if (Array.isArray(tools) && tools.length > 0) {
    tokens += TOOLS_TOKENS + estimateTokens(JSON.stringify(tools));
  }
  return { tokens, uncounted };
}

/** Of all rows of all requests. */
export function estimateEmbeddingsInput(requests: readonly EmbeddingsRequest[]): InputEstimate {
  const rows = requests.flatMap(({ input }) => input);
  return { tokens: rows.reduce((sum, row) => sum + estimateTokens(row), 0), uncounted: new Map() };
}

function estimateContent(content: unknown, uncounted: Map<string, number>): number {
  if (typeof content === 'string') return estimateTokens(content);
  if (!Array.isArray(content)) return 0;
  let tokens = 0;
  for (const part of content as readonly unknown[]) {
    const { type, text } = (part ?? {}) as { type?: unknown; text?: unknown };
    if (typeof text === 'string') {
      tokens += estimateTokens(text);
    } else {
      const kind = typeof type === 'string' ? type : 'unknown';
      uncounted.set(kind, (uncounted.get(kind) ?? 0) + 1);
    }
  }
  return tokens;
}
