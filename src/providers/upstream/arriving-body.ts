import type { Dispatcher } from 'undici';
import type { BodyReader, IncomingBody } from '../../streaming/pull.js';

/** The body of a streamed answer, from its headers on. Keeps what comes before somebody reads it. */
export class ArrivingBody implements IncomingBody {
  private readonly early: Buffer[] = [];
  private reader?: BodyReader;
  private outcome?: { readonly error?: unknown };

  /**
   * `isPausable` must be false where the connection ends with the answer: should it be reset during a pause, undici 7.30
   * throws an assertion out of the socket's event, which ends the process (`assert(!this.paused)` in its parser).
   */
  constructor(
    private readonly controller: Dispatcher.DispatchController,
    private readonly isPausable: boolean,
  ) {}

  push(bytes: Buffer): void {
    if (this.reader === undefined) this.early.push(bytes);
    else this.reader.data(bytes);
  }

  /** The answer is complete, or has broken off with the error. */
  settle(outcome: { readonly error?: unknown }): void {
    this.outcome = outcome;
    if (this.reader !== undefined) report(outcome, this.reader);
  }

  read(reader: BodyReader): void {
    this.reader = reader;
    for (const bytes of this.early.splice(0)) reader.data(bytes);
    if (this.outcome !== undefined) report(this.outcome, reader);
  }

  pause(): void {
    if (this.isPausable) this.controller.pause();
  }

  resume(): void {
    this.controller.resume();
  }

  release(): void {
    if (this.outcome === undefined) this.controller.abort(new Error('nobody reads the answer any more'));
  }
}

function report(outcome: { readonly error?: unknown }, reader: BodyReader): void {
  if ('error' in outcome) reader.error(outcome.error);
  else reader.end();
}
