import { map, type Observable } from 'rxjs';
import type { Call } from '../../contracts/call.js';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import type { ChatCompletion } from '../../contracts/chat-completion.js';
import type { ModelFacts } from '../../contracts/model-facts.js';
import type { ChatAnswer, ChatCapability } from '../../contracts/provider.js';
import { aggregateCompletion } from '../../dialects/chat/aggregate-completion.js';
import { type ChatUpstream, createChatWire } from '../upstream/chat-capability.js';
import { firstHeader } from '../upstream/response-headers.js';
import type { ExchangeResponse } from '../upstream/upstream-exchange.js';
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
  upstream: ChatUpstream,
  { options, describe }: BailianChatOptions,
): ChatCapability {
  const limits = new LearnedLimits();
  const wire = createChatWire({
    ...upstream,
    amend: markPartialAnswer,
    // The upstream names a limit when a request is beyond it; the next request keeps it.
    noteRefusal: ({ body }, { kindName, message }) => {
      if (kindName === 'invalid_request') limits.learn(body.model, message);
    },
  });
  const known = remember(describe);
  const factsOf = (model: string): ModelFacts | undefined => {
    const facts = known(model);
    return facts === undefined ? undefined : limits.complete(model, facts);
  };
  return {
    takesCacheControl: true,
    takesPrefill: true,

    prepare: (request, call) =>
      prepareBailianChat(request, call, { facts: factsOf(request.model), options, rules: CHAT_RULES }),

    stream: wire.stream,

    complete: (prepared, call) =>
      prepared.body.stream === true
        ? putTogether(wire.stream(prepared, call))
        : wire.complete(prepared, call),
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

/**
 * Model Studio ends a plain answer at its time limit (300 s) with status 200, the text so far, and finish_reason null
 * (documented). Clients know that as `length`.
 */
function markPartialAnswer(completion: ChatCompletion, response: ExchangeResponse, call: Call): boolean {
  if (firstHeader(response.headers, 'x-dashscope-partialresponse') !== 'true') return false;
  for (const choice of completion.choices) choice.finish_reason ??= 'length';
  call.adaptations.add('partial_response');
  return true;
}
