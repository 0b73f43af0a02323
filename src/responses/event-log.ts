import type { EventBlock } from '../store/background/background-events.service.js';

const WRITE_EVERY_MS = 200;

/** Events on their way to the store, several at a time. Those after `close` are of the end, which the response itself tells. */
export class EventLog {
  private text = '';
  private firstNumber = 0;
  private nextNumber = 0;
  private isClosed = false;
  private timer: NodeJS.Timeout | undefined;
  private written: Promise<void> = Promise.resolve();

  constructor(private readonly write: (block: EventBlock) => Promise<void>) {}

  add(event: string): void {
    if (this.isClosed) return;
    this.text += event;
    this.nextNumber += 1;
    this.timer ??= setTimeout(() => {
      this.flush();
    }, WRITE_EVERY_MS);
  }

  /** Resolves when all events are written. @throws GatewayError store_unavailable where some could not be. */
  close(): Promise<void> {
    this.isClosed = true;
    this.flush();
    return this.written;
  }

  /** What is not written yet never will be. */
  stop(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.text === '') return;
    const block = { firstNumber: this.firstNumber, lastNumber: this.nextNumber - 1, text: this.text };
    this.text = '';
    this.firstNumber = this.nextNumber;
    this.written = this.written.then(() => this.write(block));
    // `close` says so.
    this.written.catch(() => undefined);
  }
}
