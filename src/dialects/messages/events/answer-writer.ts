import type { ChatChunk } from '../../../contracts/chat-chunk.js';
import type {
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  CompletionUsage,
} from '../../../contracts/chat-completion.js';
import { GatewayError } from '../../../contracts/gateway-error.js';
import type { StopReason } from '../../../contracts/messages.js';
import type { TextFrame } from '../../../contracts/text-frame.js';
import { AnswerCalls } from './answer-calls.js';
import type { BlockSink } from './block-sink.js';
import { NO_USAGE, writeUsage } from './write-usage.js';

export interface AnswerOptions {
  /** Makes the signature of thinking. */
  readonly seal: (text: string) => string;
  /** The client gets the signature alone. */
  readonly omitsThinking: boolean;
}

type SpokenKind = 'text' | 'thinking';

/** What JSON escapes, or should have. Such a piece is parsed. */
const ESCAPED = /[^ -[\]-\uffff]/;

/** By chat's finish_reason. With every other the model was done, or wants its tools run. */
const STOP_REASONS: ReadonlyMap<string, StopReason> = new Map([
  ['length', 'max_tokens'],
  ['content_filter', 'refusal'],
]);

/** The chunks of an answer -> the blocks of a message. */
export class AnswerWriter {
  private readonly calls: AnswerCalls;
  private hasBegun = false;
  private open: SpokenKind | undefined;
  private hasCalls = false;
  private hasRefused = false;
  /** Of the open block, for its signature. */
  private thought = '';
  /** What was said while calls were open; blocks do not overlap. */
  private held: { readonly kind: SpokenKind; readonly text: string }[] = [];
  /** Of the latest chunk, where another with this frame only adds its text to the same block. */
  private frame: TextFrame | undefined;
  private finishReason: string | undefined;
  private stopSequence: string | null = null;
  private usage: CompletionUsage | undefined;

  constructor(
    private readonly sink: BlockSink,
    private readonly options: AnswerOptions,
  ) {
    this.calls = new AnswerCalls(sink);
  }

  /** Whether the client has heard of this message. */
  get isBegun(): boolean {
    return this.hasBegun;
  }

  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.sink.begin();
  }

  add(chunk: ChatChunk): void {
    const { frame, data } = chunk;
    if (frame === undefined) {
      this.examine(chunk.value);
      return;
    }
    const piece = frame.pieceOf(data);
    const isPlain = !ESCAPED.test(piece);
    if (isPlain && frame === this.frame) {
      this.repeatPlain(piece);
      return;
    }
    const choice = this.examine(chunk.value);
    const isRepeatable = isPlain && choice !== undefined && this.isRepeatable(choice, piece);
    this.frame = isRepeatable && this.finishReason === undefined ? frame : undefined;
  }

  /** The upstream is done. @throws GatewayError where it did not say why it stopped. */
  readonly complete = (): void => {
    if (this.finishReason === undefined) {
      throw new GatewayError(
        'upstream_error',
        'The upstream ended its stream before the answer was complete.',
      );
    }
    this.end(STOP_REASONS.get(this.finishReason) ?? this.readStopReason());
  };

  /** The upstream's inspection stopped the answer here: what was said before stands. */
  readonly refuse = (): void => {
    this.end('refusal');
  };

  private end(stopReason: StopReason): void {
    this.begin();
    this.calls.close();
    const { held } = this;
    this.held = [];
    for (const { kind, text } of held) if (text.trim() !== '') this.say(kind, text);
    this.closeSpoken();
    const usage = this.usage === undefined ? NO_USAGE : writeUsage(this.usage);
    this.sink.end({ stopReason, stopSequence: this.stopSequence, usage });
  }

  private readStopReason(): StopReason {
    if (this.hasCalls) return 'tool_use';
    if (this.hasRefused) return 'refusal';
    return this.stopSequence === null ? 'end_turn' : 'stop_sequence';
  }

  private examine({ choices, usage }: ChatCompletionChunk): ChatCompletionChunkChoice | undefined {
    this.begin();
    this.frame = undefined;
    if (usage !== undefined && usage !== null) this.usage = usage;
    const [choice] = (choices as typeof choices | undefined) ?? [];
    if (choice === undefined) return undefined;
    this.addDelta(choice);
    this.finishReason = choice.finish_reason ?? this.finishReason;
    // vLLM says which text ended the answer; Model Studio does not.
    if (typeof choice.stop_reason === 'string') this.stopSequence = choice.stop_reason;
    return choice;
  }

  private addDelta({ delta }: ChatCompletionChunkChoice): void {
    // A delta of an upstream that sends none, or null.
    const { reasoning_content, content, refusal, tool_calls } =
      (delta as typeof delta | null | undefined) ?? {};
    if (isText(reasoning_content)) this.say('thinking', reasoning_content);
    if (isText(content)) this.say('text', content);
    if (isText(refusal)) {
      this.hasRefused = true;
      this.say('text', refusal);
    }
    if (!Array.isArray(tool_calls) || tool_calls.length === 0) return;
    this.hasCalls = true;
    this.closeSpoken();
    for (const call of tool_calls) this.calls.add(call);
  }

  private say(kind: SpokenKind, text: string): void {
    if (this.calls.areOpen) {
      this.held.push({ kind, text });
      return;
    }
    if (this.open !== kind) this.openSpoken(kind);
    if (kind === 'thinking') this.thought += text;
    if (this.isShown(kind)) this.sink.append(text);
  }

  /**
   * Whether this delta said nothing but this text, so that another which differs only in the text may be said by
   * `repeatPlain`.
   */
  private isRepeatable({ delta }: ChatCompletionChunkChoice, text: string): boolean {
    if (this.open === undefined || this.calls.areOpen) return false;
    const isThinking = this.open === 'thinking';
    const said = isThinking ? delta.reasoning_content : delta.content;
    const other = isThinking ? delta.content : delta.reasoning_content;
    const hasCalls = Array.isArray(delta.tool_calls) && delta.tool_calls.length > 0;
    return said === text && !isText(other) && !isText(delta.refusal) && !hasCalls;
  }

  /** More of the same; a text in which JSON escapes nothing. */
  private repeatPlain(text: string): void {
    if (this.open === 'thinking') {
      this.thought += text;
      if (this.options.omitsThinking) return;
    }
    this.sink.appendPlain(text);
  }

  private openSpoken(kind: SpokenKind): void {
    this.closeSpoken();
    this.open = kind;
    if (kind === 'text') this.sink.openText();
    else this.sink.openThinking();
  }

  private closeSpoken(): void {
    const { open, thought } = this;
    if (open === undefined) return;
    this.open = undefined;
    this.thought = '';
    if (open === 'thinking') this.sink.sign(this.options.seal(thought));
    this.sink.close();
  }

  private isShown(kind: SpokenKind): boolean {
    return kind === 'text' || !this.options.omitsThinking;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
