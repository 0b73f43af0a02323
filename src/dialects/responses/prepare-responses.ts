import type { ChatCompletionRequest } from '../../contracts/chat-completion.js';
import type { OutputCap } from '../../contracts/output-cap.js';
import type { ResponsesRequest } from '../../contracts/responses.js';
import { readThinking, type ThinkingWish } from '../../contracts/thinking.js';
import { isRecord } from '../is-record.js';
import { checkFields } from './request/check-fields.js';
import { convertFormat } from './request/convert-format.js';
import { convertItems, type Unsealing } from './request/convert-items.js';
import { convertToolChoice } from './request/convert-tool-choice.js';
import { convertTools } from './request/convert-tools.js';
import { reportIgnored } from './request/report-ignored.js';
import { Reports } from '../reports.js';
import type { ToolBook } from './request/tool-book.js';
import { pathOfItem, type ResolvedInput, readOwnItems } from './resolve-input.js';
import type { ToolMap } from './tool-map.js';

/** A Responses request as chat, and what writing its answer needs. */
export interface PreparedResponses {
  /** Always asks for a stream. */
  readonly chat: ChatCompletionRequest;
  /** For the call. */
  readonly outputCap: OutputCap | undefined;
  /** For the call. */
  readonly thinking: ThinkingWish | undefined;
  /** Paths of the client's fields that mean nothing here. */
  readonly adaptations: readonly string[];
  readonly tools: ToolMap;
  readonly includesLogprobs: boolean;
  readonly includesSealedReasoning: boolean;
}

export interface PrepareOptions {
  /** Where nothing was resolved, the client's own items. */
  readonly input?: ResolvedInput;
  /** Where it is absent, nothing sealed is read. */
  readonly unseal?: Unsealing;
}

const NOTHING_UNSEALED: Unsealing = { reasoning: () => undefined, compaction: () => undefined };

/**
 * Translates a request to chat. Pure: nothing is sent and nobody is asked.
 * @throws GatewayError 400 that names the field, for what cannot be served.
 */
export function prepareResponses(request: ResponsesRequest, options: PrepareOptions = {}): PreparedResponses {
  checkFields(request);
  const { input = { items: readOwnItems(request), inherited: 0 }, unseal = NOTHING_UNSEALED } = options;
  const reports = new Reports();
  reportIgnored(request, reports);
  const book = convertTools(request, input.items, reports);
  const messages = convertItems(input.items, {
    instructions: request.instructions,
    book,
    reports,
    pathOf: (index) => pathOfItem(index, input.inherited),
    unseal,
  });
  const includes = Array.isArray(request.include) ? (request.include as readonly unknown[]) : [];
  const includesLogprobs = includes.includes('message.output_text.logprobs');
  return {
    chat: {
      model: request.model,
      messages,
      stream: true,
      ...convertSettings(request, book, includesLogprobs),
    },
    outputCap: readCap(request),
    thinking: readWish(request),
    adaptations: [...reports.paths],
    tools: book.map,
    includesLogprobs,
    includesSealedReasoning: includes.includes('reasoning.encrypted_content'),
  };
}

function convertSettings(
  request: ResponsesRequest,
  book: ToolBook,
  includesLogprobs: boolean,
): Record<string, unknown> {
  const { tools, toolChoice } = convertToolChoice(request.tool_choice, book);
  return withoutUndefined({
    tools,
    tool_choice: toolChoice,
    // OpenAI's default is not every upstream's.
    parallel_tool_calls: tools === undefined ? undefined : (request.parallel_tool_calls ?? true),
    response_format: convertFormat(request),
    temperature: request.temperature ?? undefined,
    top_p: request.top_p ?? undefined,
    presence_penalty: request.presence_penalty ?? undefined,
    frequency_penalty: request.frequency_penalty ?? undefined,
    logprobs: includesLogprobs ? true : undefined,
    top_logprobs: includesLogprobs ? (request.top_logprobs ?? undefined) : undefined,
  });
}

function readCap({ max_output_tokens: tokens }: ResponsesRequest): OutputCap | undefined {
  return typeof tokens === 'number' ? { tokens, sentAs: ['max_output_tokens'] } : undefined;
}

/** `reasoning.effort`, and Qwen's own words, which users of extra fields send in any dialect. */
function readWish(request: ResponsesRequest): ThinkingWish | undefined {
  const { reasoning, enable_thinking, thinking_budget, preserve_thinking } = request;
  const effort = isRecord(reasoning) ? { reasoning: { effort: reasoning.effort } } : {};
  return readThinking({ ...effort, enable_thinking, thinking_budget, preserve_thinking });
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
