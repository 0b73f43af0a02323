import type { DeltaLine, EventSink, Fields } from './event-sink.js';

/** Writes events as text, each whole, numbered without gaps. */
export class EventLines implements EventSink {
  private emit: (event: string) => void = () => undefined;

  /** `sequenceNumber` is that of the next event. */
  constructor(private sequenceNumber = 0) {}

  /** How many events there were. */
  get count(): number {
    return this.sequenceNumber;
  }

  connect(emit: (event: string) => void): void {
    this.emit = emit;
  }

  /** What is written meanwhile, as one text. */
  capture(write: () => void): string {
    const { emit } = this;
    let text = '';
    this.emit = (event) => {
      text += event;
    };
    try {
      write();
    } finally {
      this.emit = emit;
    }
    return text;
  }

  write(type: string, fields: Fields): void {
    const data = JSON.stringify({ type, sequence_number: this.sequenceNumber++, ...fields });
    this.emit(`event: ${type}\ndata: ${data}\n\n`);
  }

  writeResponse(type: string, response: () => string): void {
    const number = this.sequenceNumber++;
    this.emit(
      `event: ${type}\ndata: {"type":"${type}","sequence_number":${number},"response":${response()}}\n\n`,
    );
  }

  writeDelta({ head, tail }: DeltaLine, text: string): void {
    this.emit(`${head}${JSON.stringify(text)}${tail}${this.sequenceNumber++}}\n\n`);
  }

  writePlainDelta({ head, tail }: DeltaLine, text: string): void {
    this.emit(`${head}"${text}"${tail}${this.sequenceNumber++}}\n\n`);
  }

  writeRaw(text: string): void {
    this.emit(text);
  }
}
