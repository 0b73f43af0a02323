import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import { Observable, type OperatorFunction } from 'rxjs';

/** An event that is larger than this is taken for a broken upstream. */
const MAX_EVENT_CHARACTERS = 32 * 1024 * 1024;

/**
 * Bytes of a text/event-stream -> the data of each event. Bytes may be cut anywhere, also inside a character; comments,
 * event names and ids are passed over. An event that the end of the bytes cuts off is dropped.
 * @throws RangeError for an event without end.
 */
export function parseEvents(): OperatorFunction<Uint8Array, string> {
  return (bytes) =>
    new Observable((subscriber) => {
      const decoder = new StringDecoder('utf8');
      let sinceLastEvent = 0;
      const parser = createParser({
        onEvent: (event) => {
          sinceLastEvent = 0;
          subscriber.next(event.data);
        },
      });
      return bytes.subscribe({
        next: (piece) => {
          const text = decoder.write(piece);
          sinceLastEvent += text.length;
          parser.feed(text);
          if (sinceLastEvent > MAX_EVENT_CHARACTERS) {
            subscriber.error(new RangeError('an event of the stream has no end'));
          }
        },
        error: (error) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      });
    });
}
