import type { BlockSink, MessageEnding, MessageHead } from './block-sink.js';
import { NO_USAGE } from './write-usage.js';

/** Of an event that adds text to the open block, all but the text: made once a block. */
interface DeltaLine {
  readonly head: string;
  readonly tail: string;
}

type DeltaKind = readonly [type: string, field: string];

const TEXT: DeltaKind = ['text_delta', 'text'];
const THINKING: DeltaKind = ['thinking_delta', 'thinking'];
const INPUT: DeltaKind = ['input_json_delta', 'partial_json'];

export const PING_EVENT = writeEvent({ type: 'ping' });

/** Writes the events of a streamed message, each whole. */
export class MessageEvents implements BlockSink {
  private index = -1;
  private line: DeltaLine = { head: '', tail: '' };
  private emit: (events: string) => void = () => undefined;

  constructor(private readonly head: MessageHead) {}

  connect(emit: (events: string) => void): void {
    this.emit = emit;
  }

  /** What is written meanwhile, as one text. */
  capture(write: () => void): string {
    const { emit } = this;
    let text = '';
    this.emit = (events) => {
      text += events;
    };
    try {
      write();
    } finally {
      this.emit = emit;
    }
    return text;
  }

  /** The count of input tokens comes at the end: nobody knows it before. */
  begin(): void {
    const { id, model } = this.head;
    const message = {
      id,
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: NO_USAGE,
    };
    this.emit(writeEvent({ type: 'message_start', message }) + PING_EVENT);
  }

  openText(): void {
    this.open({ type: 'text', text: '' }, TEXT);
  }

  openThinking(): void {
    this.open({ type: 'thinking', thinking: '', signature: '' }, THINKING);
  }

  openTool(id: string, name: string): void {
    this.open({ type: 'tool_use', id, name, input: {} }, INPUT);
  }

  append(text: string): void {
    const { head, tail } = this.line;
    this.emit(head + JSON.stringify(text) + tail);
  }

  appendPlain(text: string): void {
    const { head, tail } = this.line;
    this.emit(`${head}"${text}"${tail}`);
  }

  sign(signature: string): void {
    const delta = { type: 'signature_delta', signature };
    this.emit(writeEvent({ type: 'content_block_delta', index: this.index, delta }));
  }

  close(): void {
    this.emit(writeEvent({ type: 'content_block_stop', index: this.index }));
  }

  end({ stopReason, stopSequence, usage }: MessageEnding): void {
    const delta = { stop_reason: stopReason, stop_sequence: stopSequence };
    this.emit(writeEvent({ type: 'message_delta', delta, usage }) + writeEvent({ type: 'message_stop' }));
  }

  private open(block: object, [type, field]: DeltaKind): void {
    this.index += 1;
    const { index } = this;
    this.emit(writeEvent({ type: 'content_block_start', index, content_block: block }));
    this.line = {
      head: `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":{"type":"${type}","${field}":`,
      tail: '}}\n\n',
    };
  }
}

function writeEvent(event: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
