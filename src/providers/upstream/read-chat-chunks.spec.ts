import { readFileSync } from 'node:fs';
import { NEVER, Observable, Subject, concat, endWith, from, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../../contracts/gateway-error.js';
import { writeChatEvents } from '../../dialects/chat/write-chat-events.js';
import { parseEvents } from '../../streaming/parse-events.js';
import { readChatChunks } from './read-chat-chunks.js';

const ERROR_EVENT =
  '{"error":{"code":"invalid_parameter_error","param":null,"message":"<400> InternalError.Algo.InvalidParameter: ' +
  'Download multimodal file timed out","type":"invalid_request_error"},"id":"chatcmpl-1"}';

const toError = (body: unknown) => new GatewayError('invalid_request', `read ${JSON.stringify(body)}`);
const readChunks = readChatChunks('bailian', toError);

/** What comes out at the far end, in order, with the error or completion as the last entry. */
function observe<Value>(source: Observable<Value>): string[] {
  const seen: string[] = [];
  source.subscribe({
    next: (value) => seen.push(String(value)),
    error: (error: unknown) =>
      seen.push(error instanceof GatewayError ? `error ${error.message}` : 'unexpected'),
    complete: () => seen.push('complete'),
  });
  return seen;
}

function readEvents(events: Observable<string>): string[] {
  const text = new Observable<string>((subscriber) =>
    events.pipe(readChunks).subscribe({
      next: ({ data }) => {
        subscriber.next(data);
      },
      error: (error) => {
        subscriber.error(error);
      },
      complete: () => {
        subscriber.complete();
      },
    }),
  );
  return observe(text);
}

describe('readChatChunks', () => {
  it('completes after [DONE] when the bytes end', () => {
    expect(readEvents(of('{"a":1}', '{"b":2}', '[DONE]'))).toEqual(['{"a":1}', '{"b":2}', 'complete']);
  });

  it('takes an end without [DONE] for a failure', () => {
    expect(readEvents(of('{"a":1}'))).toEqual([
      '{"a":1}',
      'error The upstream bailian ended its stream before the answer was complete; try again.',
    ]);
    expect(readEvents(of())).toHaveLength(1);
  });

  it('ignores what comes after [DONE], even an error of the connection', () => {
    const late = concat(
      of('{"a":1}', '[DONE]', '{"late":1}'),
      throwError(() => 'reset'),
    );
    expect(readEvents(late)).toEqual(['{"a":1}', 'complete']);
  });

  it('hands on an error of the connection before [DONE]', () => {
    const cut = concat(
      of('{"a":1}'),
      throwError(() => new GatewayError('upstream_error', 'reset')),
    );
    expect(readEvents(cut)).toEqual(['{"a":1}', 'error reset']);
  });

  it('turns an error object in the stream into an error and ends there', () => {
    const body = JSON.stringify(JSON.parse(ERROR_EVENT));
    expect(readEvents(of('{"a":1}', ERROR_EVENT, '{"b":2}', '[DONE]'))).toEqual([
      '{"a":1}',
      `error read ${body}`,
    ]);
  });

  it('takes an error that is only a text for an error', () => {
    expect(readEvents(of('{"error": "model crashed"}'))).toEqual(['error read {"error":"model crashed"}']);
  });

  it.each([
    '{"choices":[{"delta":{"content":"\\"error\\": {1}"}}]}',
    '{"choices":[{"delta":{"error":{"a":1}}}]}',
    '{"choices":[],"error":null}',
  ])('does not take %s for an error', (data) => {
    expect(readEvents(of(data, '[DONE]'))).toEqual([data, 'complete']);
  });

  it.each(['', 'oops', '[1]', '{"a":', '"text"', '{"error":{"code":}', '{"usage":{"total_tokens":}}'])(
    'refuses the event %j, which is no JSON object',
    (data) => {
      expect(readEvents(of(data))).toEqual([
        'error The upstream bailian sent an event that is not a JSON object; try again.',
      ]);
    },
  );

  it('lets go of its source after an error event', () => {
    const events = new Subject<string>();
    readEvents(events);
    events.next(ERROR_EVENT);
    expect(events.observed).toBe(false);
  });

  it('tears its source down once, after the error went out, where the source has everything at once', () => {
    const steps: string[] = [];
    const source = new Observable<string>((subscriber) => {
      subscriber.next(ERROR_EVENT);
      subscriber.next('{"late":1}');
      return () => steps.push('teardown');
    });
    source.pipe(readChunks).subscribe({ error: () => steps.push('error') });
    expect(steps).toEqual(['error', 'teardown']);
  });
});

describe('readChatChunks after [DONE]', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('waits a moment for the end of the bytes, then completes and lets go', () => {
    const events = new Subject<string>();
    const seen = readEvents(events);
    events.next('[DONE]');
    expect(seen).toEqual([]);
    expect(events.observed).toBe(true);
    vi.runAllTimers();
    expect(seen).toEqual(['complete']);
    expect(events.observed).toBe(false);
  });

  it('stops waiting when the bytes end', () => {
    expect(readEvents(of('[DONE]'))).toEqual(['complete']);
  });

  it('stops waiting when nobody listens any more', () => {
    const subscription = NEVER.pipe(endWith(''), readChunks).subscribe();
    subscription.unsubscribe();
    const events = new Subject<string>();
    const waiting = events.pipe(readChunks).subscribe();
    events.next('[DONE]');
    waiting.unsubscribe();
    expect(events.observed).toBe(false);
  });

  it('starts no wait after an error', () => {
    readEvents(of(ERROR_EVENT, '[DONE]'));
  });
});

const SEQUENCES = ['chat-older-engine', 'chat-newer-engine', 'chat-newer-engine-tools'].flatMap((name) => {
  const text = readFileSync(new URL(`../../../test/fixtures/${name}.chunks.txt`, import.meta.url), 'utf8');
  return [
    { name, bytes: Buffer.from(text), text },
    { name: `${name} with CRLF`, bytes: Buffer.from(text.replaceAll('\n', '\r\n')), text },
  ];
});

/** The events that a client gets whose upstream sends these pieces. */
function forward(pieces: readonly Buffer[], includeUsage = true): string[] {
  return observe(from(pieces).pipe(parseEvents(), readChunks, writeChatEvents(includeUsage)));
}

describe.each(SEQUENCES)('the stream $name', ({ bytes, text }) => {
  const expected = [...text.split(/(?<=\n\n)/), 'complete'];
  const offsets = Array.from({ length: bytes.length + 1 }, (_, at) => at);

  it('arrives whole, each event by itself, wherever its bytes are cut in two', () => {
    const wrong = offsets.filter((at) => {
      const seen = forward([bytes.subarray(0, at), bytes.subarray(at)]);
      return JSON.stringify(seen) !== JSON.stringify(expected);
    });
    expect(wrong).toEqual([]);
    expect(forward([bytes])).toEqual(expected);
  });

  it('arrives whole byte by byte', () => {
    expect(forward(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(expected);
  });

  it('loses only the usage chunk for a client that did not ask for it', () => {
    const withoutUsage = expected.filter((event) => !event.includes('"choices":[],'));
    expect(withoutUsage).toHaveLength(expected.length - 1);
    expect(forward([bytes], false)).toEqual(withoutUsage);
  });

  it('ends in an error wherever it is cut off before the end of [DONE], after the events that were whole', () => {
    const wrong = offsets.slice(0, -1).filter((end) => {
      const seen = forward([bytes.subarray(0, end)]);
      const events = seen.slice(0, -1);
      const isPrefix = events.every((event, at) => event === expected[at]);
      const isFailed =
        seen.at(-1) ===
        'error The upstream bailian ended its stream before the answer was complete; try again.';
      return !isPrefix || !isFailed || events.includes('data: [DONE]\n\n');
    });
    expect(wrong).toEqual([]);
  });
});
