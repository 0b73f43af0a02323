import { Observable } from 'rxjs';
import type { Demand, Flow } from '../contracts/demand.js';

/** The bytes of an answer that are still arriving. Read once. */
export interface IncomingBody extends Flow {
  /** Delivers what has arrived already, then the rest, each piece as it comes. */
  read(reader: BodyReader): void;
  /** The reader needs no more. Ends the exchange if the answer is not complete. */
  release(): void;
}

export interface BodyReader {
  data(bytes: Buffer): void;
  end(): void;
  error(error: unknown): void;
}

/** The body as an Observable whose pace follows the demand. Unsubscribing releases the body. */
export function pull(body: IncomingBody, demand: Demand | undefined): Observable<Buffer> {
  return new Observable((subscriber) => {
    body.read({
      data: (bytes) => {
        subscriber.next(bytes);
      },
      end: () => {
        subscriber.complete();
      },
      error: (error) => {
        subscriber.error(error);
      },
    });
    demand?.attach(body);
    return () => {
      body.release();
    };
  });
}
