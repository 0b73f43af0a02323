import type { MessageUsage, StopReason } from '../../../contracts/messages.js';

/** What an answer consists of, in order: blocks that do not overlap, each opened, filled and closed. */
export interface BlockSink {
  begin(): void;
  openText(): void;
  openThinking(): void;
  openTool(id: string, name: string): void;
  /** More of the open block: of its text, or of the JSON of a tool's input. */
  append(text: string): void;
  /** The same for a text in which JSON escapes nothing. */
  appendPlain(text: string): void;
  /** Of the thinking that is open, before it closes. */
  sign(signature: string): void;
  close(): void;
  end(ending: MessageEnding): void;
}

export interface MessageEnding {
  readonly stopReason: StopReason;
  readonly stopSequence: string | null;
  readonly usage: MessageUsage;
}

/** What a message says of itself from its beginning. */
export interface MessageHead {
  readonly id: string;
  /** As the client named it. */
  readonly model: string;
}
