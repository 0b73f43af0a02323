import { defer, map, type OperatorFunction, reduce } from 'rxjs';
import type { ChatChunk } from '../../contracts/chat-chunk.js';
import type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  CompletionUsage,
} from '../../contracts/chat-completion.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { type Fields, mergeFields } from './merge-fields.js';

/**
 * The chunks of a stream -> the one plain answer that they add up to, emitted when the stream completes. Wants repaired
 * chunks: the pieces of a tool call are told by their index. Takes time in proportion to the length of the answer.
 * @throws GatewayError where the stream had no chunk with a choice.
 */
export function aggregateCompletion(): OperatorFunction<ChatChunk, ChatCompletion> {
  return (chunks) =>
    defer(() =>
      chunks.pipe(
        reduce((completion, chunk) => completion.add(chunk.value), new CompletionInParts()),
        map((completion) => completion.write()),
      ),
    );
}

class CompletionInParts {
  private readonly envelope: Fields = {};
  private readonly choices = new Map<number, ChoiceInParts>();
  private usage?: CompletionUsage;

  add({ choices, usage, object: _object, ...envelope }: ChatCompletionChunk): this {
    for (const [field, value] of Object.entries(envelope)) this.envelope[field] ??= value;
    this.usage = usage ?? this.usage;
    for (const choice of choices) this.requireChoice(choice.index).add(choice);
    return this;
  }

  write(): ChatCompletion {
    if (this.choices.size === 0) {
      throw new GatewayError('upstream_error', 'The upstream ended its stream without an answer; try again.');
    }
    const choices = [...this.choices.values()].map((choice) => choice.write());
    choices.sort((left, right) => left.index - right.index);
    const { id, created, model, ...others } = this.envelope as Pick<
      ChatCompletion,
      'id' | 'created' | 'model'
    >;
    const completion: ChatCompletion = { id, object: 'chat.completion', created, model, choices, ...others };
    return this.usage === undefined ? completion : { ...completion, usage: this.usage };
  }

  private requireChoice(index: number): ChoiceInParts {
    const known = this.choices.get(index);
    if (known !== undefined) return known;
    const choice = new ChoiceInParts(index);
    this.choices.set(index, choice);
    return choice;
  }
}

class ChoiceInParts {
  private readonly fields: Fields = {};
  private readonly message: Fields = { role: 'assistant', content: null };
  private readonly toolCalls = new Map<number, Fields>();
  private finishReason: string | null = null;

  constructor(private readonly index: number) {}

  add({ index: _index, delta, finish_reason: finishReason, ...others }: ChatCompletionChunkChoice): void {
    const { tool_calls: pieces, ...message } = delta;
    mergeFields(this.fields, others);
    mergeFields(this.message, message);
    for (const { index, ...piece } of pieces ?? []) {
      const call = this.toolCalls.get(index) ?? {};
      this.toolCalls.set(index, mergeFields(call, piece));
    }
    this.finishReason = finishReason ?? this.finishReason;
  }

  write(): ChatCompletionChoice {
    const { index, message, finishReason } = this;
    const calls = [...this.toolCalls].sort(([left], [right]) => left - right).map(([, call]) => call);
    if (calls.length > 0) message.tool_calls = calls;
    return { index, message, ...this.fields, finish_reason: finishReason };
  }
}
