import { map, type MonoTypeOperatorFunction, type Observable, tap } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { ModelFacts } from '../../contracts/model-facts.js';
import type { ChatAnswer, ChatCapability, PreparedRequest } from '../../contracts/provider.js';
import { aggregateCompletion } from '../../dialects/chat/aggregate-completion.js';
import { CHAT_RULES } from './params/chat-rules.js';
import type { CompatibilityOptions } from './params/compatibility-options.js';
import { LearnedLimits } from './params/learned-limits.js';
import { prepareBailianChat } from './params/prepare-bailian-chat.js';

/** Clients may invent names. */
const MOST_REMEMBERED = 1_000;

export interface BailianChatOptions {
  readonly options: CompatibilityOptions;
  readonly describe: (model: string) => ModelFacts | undefined;
}

/**
 * Chat with Model Studio's peculiarities: requests are made acceptable, and a plain answer that had to be streamed is put
 * together.
 */
export function createBailianChat(
  wire: Omit<ChatCapability, 'prepare'>,
  { options, describe }: BailianChatOptions,
): ChatCapability {
  const limits = new LearnedLimits();
  const known = remember(describe);
  const factsOf = (model: string): ModelFacts | undefined => {
    const facts = known(model);
    return facts === undefined ? undefined : limits.complete(model, facts);
  };
  const stream: ChatCapability['stream'] = (prepared, call) =>
    wire.stream(prepared, call).pipe(learnFrom(prepared, limits));
  return {
    takesCacheControl: true,
    takesPrefill: true,

    prepare: (request, call) =>
      prepareBailianChat(request, call, { facts: factsOf(request.model), options, rules: CHAT_RULES }),

    stream,

    complete: (prepared, call) =>
      prepared.body.stream === true
        ? putTogether(stream(prepared, call))
        : wire.complete(prepared, call).pipe(learnFrom(prepared, limits)),
  };
}

/** Series of models are found by trying patterns, which is too slow for every request. */
function remember(describe: BailianChatOptions['describe']): BailianChatOptions['describe'] {
  const found = new Map<string, ModelFacts | undefined>();
  return (model) => {
    if (found.has(model)) return found.get(model);
    if (found.size === MOST_REMEMBERED) found.clear();
    const facts = describe(model);
    found.set(model, facts);
    return facts;
  };
}

function putTogether(chunks: Observable<ChatChunk>): Observable<ChatAnswer> {
  return chunks.pipe(
    aggregateCompletion(),
    map((completion) => ({
      text: JSON.stringify(completion),
      completion,
      usage: completion.usage ?? undefined,
    })),
  );
}

/** The upstream names a limit when a request is beyond it; the next request keeps it. */
function learnFrom<Value>(prepared: PreparedRequest, limits: LearnedLimits): MonoTypeOperatorFunction<Value> {
  return tap({
    error: (error: unknown) => {
      if (error instanceof GatewayError && error.kindName === 'invalid_request') {
        limits.learn(prepared.body.model, error.message);
      }
    },
  });
}
