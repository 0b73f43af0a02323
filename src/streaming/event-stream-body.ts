import { Readable } from 'node:stream';
import { type Observable, Subscription } from 'rxjs';
import type { DemandGate } from './demand-gate.js';

/** Text that waits for the end of the tick; above this it goes at once, so that a fast upstream is paused in time. */
const MAX_PENDING_CHARACTERS = 64 * 1024;
const HIGH_WATER_MARK_BYTES = 16 * 1024;
const HEARTBEAT = ': heartbeat\n\n';

export interface EventStreamOptions {
  readonly gate: DemandGate;
  /** Something is sent after this much silence, so that proxies keep the connection. */
  readonly heartbeatMs: number;
  /** What that is; undefined for a comment. */
  readonly renderHeartbeat?: () => string | undefined;
  /** Called once, with the first event or heartbeat: headers may leave now. */
  readonly onOpen: () => void;
  /** An error before that: it can still be answered with its own status. */
  readonly onFailureBeforeOpen: (error: unknown) => void;
  /** An error after that becomes this last event. */
  readonly renderError: (error: unknown) => string;
}

/**
 * The body of a streamed answer: `start` subscribes to the events. What arrives in one read of the upstream's socket leaves
 * in one write, and no event is split over two. (Waiting for the turn of the event loop would join hardly more, and hold the
 * text of every stream that was read in it.) A reader that does not read closes the gate; destroying unsubscribes.
 */
export class EventStreamBody extends Readable {
  private readonly subscription = new Subscription();
  private heartbeat?: NodeJS.Timeout;
  private pending = '';
  private isFlushScheduled = false;
  private isOpen = false;
  private isEnded = false;

  constructor(private readonly options: EventStreamOptions) {
    super({ highWaterMark: HIGH_WATER_MARK_BYTES });
  }

  start(events: Observable<string>): void {
    this.heartbeat = setInterval(() => {
      this.append(this.options.renderHeartbeat?.() ?? HEARTBEAT);
    }, this.options.heartbeatMs);
    this.subscription.add(
      events.subscribe({
        next: (event) => {
          this.append(event);
        },
        error: (error: unknown) => {
          this.fail(error);
        },
        complete: () => {
          this.finish();
        },
      }),
    );
  }

  /** Ends the answer with an error: its own status while that is possible, else an error event. */
  fail(error: unknown): void {
    if (this.isEnded) return;
    if (this.isOpen) {
      this.pending += this.options.renderError(error);
      this.finish();
      return;
    }
    this.isEnded = true;
    this.destroy();
    this.options.onFailureBeforeOpen(error);
  }

  override _read(): void {
    this.options.gate.open();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.isEnded = true;
    this.stop();
    callback(error);
  }

  private append(event: string): void {
    if (this.isEnded) return;
    this.pending += event;
    this.heartbeat?.refresh();
    if (!this.isOpen) {
      this.isOpen = true;
      this.options.onOpen();
    }
    if (this.pending.length > MAX_PENDING_CHARACTERS) {
      this.flush();
    } else if (!this.isFlushScheduled) {
      this.isFlushScheduled = true;
      process.nextTick(this.flush);
    }
  }

  private readonly flush = (): void => {
    this.isFlushScheduled = false;
    if (this.pending === '' || this.destroyed) return;
    const text = this.pending;
    this.pending = '';
    if (!this.push(text)) this.options.gate.close();
  };

  private finish(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    if (!this.isOpen) this.options.onOpen();
    this.flush();
    this.push(null);
    this.stop();
  }

  private stop(): void {
    clearInterval(this.heartbeat);
    this.subscription.unsubscribe();
  }
}
