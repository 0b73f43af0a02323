import type { ChatCompletionChunkChoice } from '../../../contracts/chat-completion.js';
import type { ResponsesItem } from '../../../contracts/responses.js';
import type { ToolMap } from '../tool-map.js';
import type { EventSink } from './event-sink.js';
import { MessageItem } from './message-item.js';
import { OutputCalls } from './output-calls.js';
import type { ItemPlace, ItemStatus, OutputItem } from './output-item.js';
import { type ReasoningForm, ReasoningItem } from './reasoning-item.js';

export interface OutputOptions {
  readonly tools: ToolMap;
  readonly reasoning: ReasoningForm;
  readonly includesLogprobs: boolean;
}

/** Something that was said while calls were open; items do not overlap with others than calls. */
type Held =
  | { readonly kind: 'reasoning'; readonly text: string }
  | {
      readonly kind: 'output_text' | 'refusal';
      readonly text: string;
      readonly logprobs?: readonly unknown[];
    };

/** The deltas of an answer -> the items of a response's output, each opened, filled and closed by events. */
export class OutputWriter {
  private readonly items: OutputItem[] = [];
  private readonly calls: OutputCalls;
  private current: MessageItem | ReasoningItem | undefined;
  private held: Held[] = [];

  constructor(
    private readonly sink: EventSink,
    private readonly options: OutputOptions,
  ) {
    this.calls = new OutputCalls(options.tools, (open) => {
      this.closeCurrent('completed');
      return this.place(open);
    });
  }

  add({ delta, logprobs }: ChatCompletionChunkChoice): void {
    // A delta of an upstream that sends none, or null.
    const {
      reasoning_content: reasoning,
      content,
      refusal,
      tool_calls: calls,
    } = (delta as typeof delta | null | undefined) ?? {};
    if (isText(reasoning)) this.say({ kind: 'reasoning', text: reasoning });
    if (isText(content)) {
      this.say({ kind: 'output_text', text: content, logprobs: this.readLogprobs(logprobs) });
    }
    if (isText(refusal)) this.say({ kind: 'refusal', text: refusal });
    if (Array.isArray(calls)) for (const call of calls) this.calls.add(call);
  }

  /**
   * Whether this delta said nothing but this text, so that another which differs only in the text may be said by
   * `repeatPlain`.
   */
  isRepeatable({ delta, logprobs }: ChatCompletionChunkChoice, text: string): boolean {
    if (this.current === undefined || this.calls.areOpen) return false;
    const isReasoning = this.current instanceof ReasoningItem;
    const said = isReasoning ? delta.reasoning_content : delta.content;
    const other = isReasoning ? delta.content : delta.reasoning_content;
    const isAlone = !isText(other) && !isText(delta.refusal) && !hasCalls(delta.tool_calls);
    return said === text && isAlone && this.readLogprobs(logprobs) === undefined;
  }

  /** More of the same; a text in which JSON escapes nothing. */
  repeatPlain(text: string): void {
    this.current?.appendPlain(text);
  }

  /** Closes everything. The item that was being written is incomplete where the answer was cut. */
  close(isCut: boolean): void {
    const held = this.held.filter(({ text }) => text.trim() !== '');
    this.held = [];
    this.calls.close(isCut && held.length === 0);
    for (const piece of held) this.say(piece);
    this.closeCurrent(isCut ? 'incomplete' : 'completed');
  }

  /** The items as they are now, with a name for those that are still open. */
  render(openStatus: ItemStatus): ResponsesItem[] {
    return this.items.map((item) => item.render(openStatus));
  }

  private say(piece: Held): void {
    if (this.calls.areOpen) {
      this.held.push(piece);
    } else if (piece.kind === 'reasoning') {
      this.requireReasoning()?.append(piece.text);
    } else {
      this.requireMessage().append(piece.kind, piece.text, piece.logprobs);
    }
  }

  private requireMessage(): MessageItem {
    if (this.current instanceof MessageItem) return this.current;
    this.closeCurrent('completed');
    const message = this.place((place) => new MessageItem(place));
    this.current = message;
    return message;
  }

  /** undefined where nobody is to see it. */
  private requireReasoning(): ReasoningItem | undefined {
    const { reasoning } = this.options;
    if (reasoning.output === 'none' && reasoning.seal === undefined) return undefined;
    if (this.current instanceof ReasoningItem) return this.current;
    this.closeCurrent('completed');
    const item = this.place((place) => new ReasoningItem(place, reasoning));
    this.current = item;
    return item;
  }

  private closeCurrent(status: 'completed' | 'incomplete'): void {
    this.current?.close(status);
    this.current = undefined;
  }

  private place<Item extends OutputItem>(open: (place: ItemPlace) => Item): Item {
    const item = open({ sink: this.sink, outputIndex: this.items.length });
    this.items.push(item);
    return item;
  }

  private readLogprobs(logprobs: unknown): readonly unknown[] | undefined {
    if (!this.options.includesLogprobs) return undefined;
    const content = (logprobs as { content?: unknown } | null | undefined)?.content;
    return Array.isArray(content) ? (content as readonly unknown[]) : undefined;
  }
}

function hasCalls(calls: unknown): boolean {
  return Array.isArray(calls) && calls.length > 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
