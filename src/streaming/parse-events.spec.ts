import { Subject, from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { parseEvents } from './parse-events.js';

function parse(...pieces: (string | Buffer)[]): Promise<string[]> {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
  return lastValueFrom(from(bytes).pipe(parseEvents(), toArray()));
}

describe('parseEvents', () => {
  it('yields the data of each event', async () => {
    expect(await parse('data: {"a":1}\n\ndata:{"b":2}\n\n')).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('passes over comments, names, ids and unknown fields', async () => {
    expect(await parse(': ping\n\nid: 7\nevent: result\n:HTTP_STATUS/200\nfoo: bar\ndata: x\n\n')).toEqual([
      'x',
    ]);
  });

  it('joins data lines with a newline', async () => {
    expect(await parse('data: one\ndata: two\n\n')).toEqual(['one\ntwo']);
  });

  it.each(['\n', '\r\n', '\r'])('takes %j as the end of a line', async (newline) => {
    expect(await parse(['data: x', '', 'data: y', '', ': end', ''].join(newline))).toEqual(['x', 'y']);
  });

  it('puts a character together that is cut between its bytes', async () => {
    const bytes = Buffer.from('data: 🌍\n\n');
    expect(await parse(bytes.subarray(0, 8), bytes.subarray(8, 9), bytes.subarray(9))).toEqual(['🌍']);
  });

  it('drops an event that the end cuts off', async () => {
    expect(await parse('data: whole\n\ndata: cut\n')).toEqual(['whole']);
  });

  it('hands on the error of the source', async () => {
    const bytes = new Subject<Buffer>();
    const events = lastValueFrom(bytes.pipe(parseEvents()));
    bytes.error(new Error('cut'));
    await expect(events).rejects.toThrow('cut');
  });

  it('unsubscribes from its source, also after an error of its own', () => {
    const bytes = new Subject<Buffer>();
    const subscription = bytes.pipe(parseEvents()).subscribe();
    expect(bytes.observed).toBe(true);
    subscription.unsubscribe();
    expect(bytes.observed).toBe(false);
  });

  it('refuses an event without end, and lets go of its source', () => {
    const bytes = new Subject<Buffer>();
    const errors: unknown[] = [];
    bytes.pipe(parseEvents()).subscribe({ error: (error: unknown) => errors.push(error) });
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    bytes.next(Buffer.from('data: '));
    for (let count = 0; count < 32; count += 1) bytes.next(megabyte);
    expect(errors).toEqual([expect.any(RangeError)]);
    expect(bytes.observed).toBe(false);
  });

  it('starts anew with each subscription', async () => {
    const events = from([Buffer.from('data: x\n\ndata: y')]).pipe(parseEvents(), toArray());
    expect(await lastValueFrom(events)).toEqual(['x']);
    expect(await lastValueFrom(events)).toEqual(['x']);
  });
});
