import type { MessageBlock, MessageObject } from '../../../contracts/messages.js';
import type { BlockSink, MessageEnding, MessageHead } from './block-sink.js';
import { isRecord } from '../../is-record.js';
import { NO_USAGE } from './write-usage.js';

/** Gathers the message that a client gets as a whole. */
export class MessageContent implements BlockSink {
  private readonly blocks: MessageBlock[] = [];
  private open: MessageBlock = { type: 'text', text: '' };
  private text = '';
  private signature = '';
  private ending: MessageEnding = { stopReason: 'end_turn', stopSequence: null, usage: NO_USAGE };

  constructor(private readonly head: MessageHead) {}

  get message(): MessageObject {
    const { stopReason, stopSequence, usage } = this.ending;
    return {
      id: this.head.id,
      type: 'message',
      role: 'assistant',
      model: this.head.model,
      content: this.blocks,
      stop_reason: stopReason,
      stop_sequence: stopSequence,
      usage,
    };
  }

  begin(): void {
    // A message that nobody sees growing has no beginning.
  }

  openText(): void {
    this.start({ type: 'text', text: '' });
  }

  openThinking(): void {
    this.start({ type: 'thinking', thinking: '', signature: '' });
  }

  openTool(id: string, name: string): void {
    this.start({ type: 'tool_use', id, name, input: {} });
  }

  append(text: string): void {
    this.text += text;
  }

  appendPlain(text: string): void {
    this.text += text;
  }

  sign(signature: string): void {
    this.signature = signature;
  }

  close(): void {
    const { open, text, signature } = this;
    switch (open.type) {
      case 'text':
        this.blocks.push({ ...open, text });
        break;
      case 'thinking':
        this.blocks.push({ ...open, thinking: text, signature });
        break;
      case 'tool_use':
        this.blocks.push({ ...open, input: readInput(text) });
    }
  }

  end(ending: MessageEnding): void {
    this.ending = ending;
  }

  private start(block: MessageBlock): void {
    this.open = block;
    this.text = '';
    this.signature = '';
  }
}

/** Clients want an object: what the model wrote otherwise is put into one, so that they see it. */
function readInput(json: string): unknown {
  if (json.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(json);
    return isRecord(value) ? value : { input: value };
  } catch {
    return { input: json };
  }
}
