import type { GenericAbortSignal } from 'axios';

/** What axios asks of an AbortSignal, for one listener: a real one costs an EventTarget in every request. */
export class Abandonment implements GenericAbortSignal {
  aborted = false;
  private listener?: () => void;

  addEventListener(_type: 'abort', listener: () => void): void {
    this.listener = listener;
  }

  removeEventListener(): void {
    this.listener = undefined;
  }

  abort(): void {
    this.aborted = true;
    this.listener?.();
  }
}
