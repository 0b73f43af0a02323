import { Injectable } from '@nestjs/common';
import { map, mergeMap, type Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import type { ChatCompletion, ChatCompletionRequest } from '../contracts/chat-completion.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { ResponsesItem, ResponsesRequest, ResponseUsage } from '../contracts/responses.js';
import { aggregateCompletion } from '../dialects/chat/aggregate-completion.js';
import { createId } from '../dialects/responses/create-id.js';
import { writeUsage } from '../dialects/responses/events/write-usage.js';
import { Attempts } from '../providers/attempts.service.js';
import { prepareAsChat } from '../providers/prepare-as-chat.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { completeItem } from '../store/responses/store-item.js';
import { fromAbortable } from '../streaming/abortable.js';
import { ResponsePreparer } from './response-preparer.service.js';
import { ResponseSeals } from './response-seals.service.js';

/** OpenAI's answer: what a client sends from now on in place of the conversation, all that the user said and one compaction. */
export interface CompactedResponse {
  readonly id: string;
  readonly object: 'response.compaction';
  /** Unix seconds. */
  readonly created_at: number;
  readonly output: readonly ResponsesItem[];
  readonly usage: ResponseUsage | null;
}

const TASK =
  'Summarise this conversation for yourself, who will go on with it and see of it only this and what the user said. Keep what the ' +
  'user wants and ' +
  'has decided, what was found out and done with names, paths, numbers and code as they are, and what is still to do. ' +
  'Answer with the summary alone.';

@Injectable()
export class CompactionService {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
    private readonly preparer: ResponsePreparer,
    private readonly seals: ResponseSeals,
  ) {}

  /** Emits the sealed summary that the model wrote. @throws GatewayError as a response with this input would. */
  compact(request: ResponsesRequest, call: Call): Observable<CompactedResponse> {
    const target = this.registry.require(request.model, 'chat', call);
    return fromAbortable((signal) => this.preparer.prepare(pickInput(request), call, signal)).pipe(
      mergeMap(({ input, ...preparation }) => {
        const prepared = prepareAsChat(
          target,
          { ...preparation, chat: askForSummary(preparation.chat) },
          call,
        );
        return this.attempts.track(target, call, target.capability.stream(prepared, call)).pipe(
          aggregateCompletion(),
          map((completion) => this.write(completion, input.items, call)),
        );
      }),
    );
  }

  private write(
    { choices, usage }: ChatCompletion,
    items: readonly ResponsesItem[],
    { principal }: Call,
  ): CompactedResponse {
    const summary = choices[0]?.message.content;
    if (typeof summary !== 'string' || summary.trim() === '') {
      throw new GatewayError(
        'upstream_error',
        'The model wrote no summary; try again, or use another model.',
      );
    }
    const sealed = this.seals.sealCompaction(summary, principal.team);
    return {
      id: createId('resp'),
      object: 'response.compaction',
      created_at: Math.floor(Date.now() / 1000),
      output: [
        ...items.filter(isSaidByUser).map(completeItem),
        { id: createId('cmp'), type: 'compaction', encrypted_content: sealed },
      ],
      usage: usage === undefined || usage === null ? null : writeUsage(usage),
    };
  }
}

function isSaidByUser({ type, role }: ResponsesItem): boolean {
  return (type ?? 'message') === 'message' && role === 'user';
}

/** Tools and formats are of no use to a summary. */
function pickInput({ model, input, instructions, previous_response_id }: ResponsesRequest): ResponsesRequest {
  return { model, input, instructions, previous_response_id };
}

function askForSummary(chat: ChatCompletionRequest): ChatCompletionRequest {
  return { ...chat, messages: [...chat.messages, { role: 'user', content: TASK }] };
}
