import { createParser } from 'eventsource-parser';
import { Observable, type OperatorFunction } from 'rxjs';

/** An event that is larger than this is taken for a broken upstream. */
const MAX_EVENT_BYTES = 32 * 1024 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EMPTY = Buffer.alloc(0);

/**
 * Bytes of a text/event-stream -> the data of each event. Bytes may be cut anywhere, also inside a character; comments,
 * event names and ids are passed over. An event that the end of the bytes cuts off is dropped.
 * @throws RangeError for an event without end.
 */
export function parseEvents(): OperatorFunction<Buffer, string> {
  return (bytes) =>
    new Observable((subscriber) => {
      const lines = new LineCutter();
      let sinceLastEvent = 0;
      const parser = createParser({
        onEvent: (event) => {
          sinceLastEvent = 0;
          subscriber.next(event.data);
        },
      });
      return bytes.subscribe({
        next: (piece) => {
          sinceLastEvent += piece.length;
          parser.feed(lines.add(piece));
          if (sinceLastEvent > MAX_EVENT_BYTES) {
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

/**
 * Gives whole lines to the parser, and keeps the beginning of the next one as bytes of its own: a piece of text would keep
 * all the text alive that it was cut from, for as long as the stream waits.
 */
class LineCutter {
  private readonly begun: Buffer[] = [];

  add(piece: Buffer): string {
    const end = Math.max(piece.lastIndexOf(LINE_FEED), piece.lastIndexOf(CARRIAGE_RETURN)) + 1;
    const rest = end < piece.length ? Buffer.from(piece.subarray(end)) : undefined;
    const lines = end === 0 ? [] : [...this.begun.splice(0), piece.subarray(0, end)];
    if (rest !== undefined) this.begun.push(rest);
    const [only = EMPTY] = lines;
    return (lines.length > 1 ? Buffer.concat(lines) : only).toString('utf8');
  }
}
