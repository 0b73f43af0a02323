import type { ChatChunk } from '../../../contracts/chat-chunk.js';
import type {
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  CompletionUsage,
} from '../../../contracts/chat-completion.js';
import { GatewayError } from '../../../contracts/gateway-error.js';
import type { ResponseFailure, ResponseObject, ResponseStatus } from '../../../contracts/responses.js';
import type { TextFrame } from '../../../contracts/text-frame.js';
import type { EventSink, Fields } from './event-sink.js';
import { type OutputOptions, OutputWriter } from './output-writer.js';
import { writeFailure } from './write-failure.js';
import { writeUsage } from './write-usage.js';

export interface ResponseContext extends OutputOptions {
  readonly id: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** What the response object repeats of the request. */
  readonly echo: Fields;
}

/** What JSON escapes, or should have. Such a piece is parsed. */
const ESCAPED = /[^ -[\]-\uffff]/;

type Ending = Exclude<ResponseStatus, 'in_progress'>;
type CutReason = 'max_output_tokens' | 'content_filter';

/** By chat's finish_reason. Every other says that the model was done. */
const CUT_REASONS: ReadonlyMap<string, CutReason> = new Map([
  ['length', 'max_output_tokens'],
  ['content_filter', 'content_filter'],
]);

/**
 * The chunks of an answer -> the events of a response, and the response object itself: both are views of one state. The events
 * of the end are written apart from reaching it, so that the response can be stored between.
 */
export class ResponseWriter {
  private readonly output: OutputWriter;
  private readonly echoText: string;
  private hasBegun = false;
  private finishReason: string | undefined;
  private usage: CompletionUsage | undefined;
  /** Of the latest chunk, where another with this frame only adds its text to the same item. */
  private frame: TextFrame | undefined;
  private ending: Ending | undefined;
  private cutReason: CutReason | undefined;
  private failure: ResponseFailure | undefined;
  private completedAt: number | null = null;

  constructor(
    private readonly context: ResponseContext,
    private readonly sink: EventSink,
  ) {
    this.output = new OutputWriter(sink, context);
    this.echoText = JSON.stringify(context.echo).slice(1);
  }

  /** Whether the client has heard of this response. */
  get isBegun(): boolean {
    return this.hasBegun;
  }

  begin(): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    this.sink.writeResponse('response.created', this.renderText);
    this.sink.writeResponse('response.in_progress', this.renderText);
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
      this.output.repeatPlain(piece);
      return;
    }
    const choice = this.examine(chunk.value);
    const isRepeatable = isPlain && choice !== undefined && this.output.isRepeatable(choice, piece);
    this.frame = isRepeatable && this.finishReason === undefined ? frame : undefined;
  }

  /** The upstream is done: closes all items. @throws GatewayError where it did not say why it stopped. */
  complete(): void {
    if (this.finishReason === undefined) {
      throw new GatewayError(
        'upstream_error',
        'The upstream ended its stream before the answer was complete.',
      );
    }
    this.begin();
    const reason = CUT_REASONS.get(this.finishReason);
    if (reason !== undefined) {
      this.cut(reason);
      return;
    }
    this.output.close(false);
    this.ending = 'completed';
    this.completedAt = nowInSeconds();
  }

  /** The answer ends here, though the model would have said more. */
  cut(reason: CutReason): void {
    this.output.close(true);
    this.cutReason = reason;
    this.ending = 'incomplete';
  }

  fail(error: GatewayError): void {
    this.failure = writeFailure(error);
    this.ending = 'failed';
    this.cutReason = undefined;
    this.completedAt = null;
  }

  /** The client left. */
  cancel(): void {
    this.ending ??= 'cancelled';
  }

  /** The last events: the client may now believe that the response is stored. */
  writeEnding(): void {
    this.begin();
    const { failure } = this;
    if (failure !== undefined) {
      const { code, message, type, param } = failure;
      // Flat for OpenAI's document, nested for the libraries; Codex looks at response.failed alone.
      this.sink.write('error', { code, message, param, error: { type, code, message, param } });
    }
    this.sink.writeResponse(`response.${this.status}`, this.renderText);
    this.sink.writeRaw('data: [DONE]\n\n');
  }

  /** For clients that count silence between events: nothing new, but an event. */
  writeSnapshot(): void {
    this.sink.writeResponse('response.in_progress', this.renderText);
  }

  get response(): ResponseObject {
    return { ...this.renderState(), ...this.context.echo };
  }

  /** The response as JSON text; what repeats the request is made into text once. */
  readonly renderText = (): string => `${JSON.stringify(this.renderState()).slice(0, -1)},${this.echoText}`;

  private examine({ choices, usage }: ChatCompletionChunk): ChatCompletionChunkChoice | undefined {
    this.begin();
    this.frame = undefined;
    if (usage !== undefined && usage !== null) this.usage = usage;
    const [choice] = (choices as typeof choices | undefined) ?? [];
    if (choice === undefined) return undefined;
    this.output.add(choice);
    this.finishReason = choice.finish_reason ?? this.finishReason;
    return choice;
  }

  private get status(): ResponseStatus {
    return this.ending ?? 'in_progress';
  }

  private renderState(): ResponseObject {
    const { id, createdAt } = this.context;
    return {
      id,
      object: 'response',
      created_at: createdAt,
      completed_at: this.completedAt,
      status: this.status,
      error: this.failure ?? null,
      incomplete_details: this.cutReason === undefined ? null : { reason: this.cutReason },
      output: this.output.render(this.ending === undefined ? 'in_progress' : 'incomplete'),
      usage: this.usage === undefined ? null : writeUsage(this.usage),
    };
  }
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
