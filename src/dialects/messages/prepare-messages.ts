import type { ChatCompletionRequest, ChatMessage } from '../../contracts/chat-completion.js';
import type { MessagesRequest } from '../../contracts/messages.js';
import type { OutputCap } from '../../contracts/output-cap.js';
import type { ThinkingWish } from '../../contracts/thinking.js';
import { isRecord } from '../is-record.js';
import { refuse } from '../refuse.js';
import { Reports } from '../reports.js';
import { checkFields, requireCap } from './request/check-fields.js';
import { convertFormat } from './request/convert-format.js';
import { convertTools } from './request/convert-tools.js';
import { convertTurns } from './request/convert-turns.js';
import { readWish } from './request/read-wish.js';
import { reportIgnored } from './request/report-ignored.js';

/** A Messages request as chat, and what writing its answer needs. */
export interface PreparedMessages {
  /** Always asks for a stream. */
  readonly chat: ChatCompletionRequest;
  /** For the call. */
  readonly outputCap: OutputCap | undefined;
  /** For the call. */
  readonly thinking: ThinkingWish | undefined;
  /** Paths of the client's fields that mean nothing here. */
  readonly adaptations: readonly string[];
  /** The client wants signatures in the place of the reasoning itself. */
  readonly omitsThinking: boolean;
}

export interface MessagesOptions {
  /** Of the chat capability that is going to answer. */
  readonly takesCacheControl: boolean;
  /** Likewise. */
  readonly takesPrefill: boolean;
  /** Where it is absent, nothing sealed is read. */
  readonly unseal?: (signature: string) => string | undefined;
  /** Nothing is going to be answered, so no cap is needed. */
  readonly isCounted?: boolean;
}

/**
 * Translates a request to chat; its documents are text already. Pure: nothing is sent and nobody is asked.
 * @throws GatewayError 400 that names the field, for what cannot be served.
 */
export function prepareMessages(request: MessagesRequest, options: MessagesOptions): PreparedMessages {
  checkFields(request);
  if (options.isCounted !== true) requireCap(request);
  const reports = new Reports();
  reportIgnored(request, reports);
  const { takesCacheControl, unseal = () => undefined } = options;
  const { messages, isPrefilled } = convertTurns(request, { reports, takesCacheControl, unseal });
  const wish = readWish(request);
  const settings = {
    ...convertTools(request, reports),
    response_format: convertFormat(request),
    temperature: request.temperature ?? undefined,
    top_p: request.top_p ?? undefined,
    top_k: request.top_k ?? undefined,
    stop: request.stop_sequences ?? undefined,
  };
  return {
    chat: {
      model: request.model,
      messages: isPrefilled ? markPrefill(messages, options) : messages,
      stream: true,
      ...withoutUndefined(settings),
    },
    outputCap: readCap(request),
    thinking: isPrefilled ? refuseThinking(wish) : wish,
    adaptations: [...reports.paths],
    omitsThinking: isRecord(request.thinking) && request.thinking.display === 'omitted',
  };
}

/** Model Studio's word for a message that the model is to go on with. */
function markPrefill(
  messages: readonly ChatMessage[],
  { takesPrefill }: MessagesOptions,
): readonly ChatMessage[] {
  if (!takesPrefill) {
    refuse(
      'messages',
      'This model does not take the beginning of its answer: the last message must be of the user.',
    );
  }
  return messages.map((message, index) =>
    index === messages.length - 1 ? { ...message, partial: true } : message,
  );
}

/** What the model is to go on with comes after its thinking. */
function refuseThinking(wish: ThinkingWish | undefined): ThinkingWish {
  if (wish?.isOn === true) {
    refuse(
      'messages',
      'The beginning of an answer cannot be given while the model thinks: end with a message of the user, or leave thinking out.',
    );
  }
  return { sentAs: wish?.sentAs ?? [], isOn: false };
}

function readCap({ max_tokens: tokens }: MessagesRequest): OutputCap | undefined {
  return typeof tokens === 'number' ? { tokens, sentAs: ['max_tokens'] } : undefined;
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
