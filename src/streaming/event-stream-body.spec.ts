import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { Observable, Subject, concat, of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DemandGate } from './demand-gate.js';
import { EventStreamBody } from './event-stream-body.js';

const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ': heartbeat\n\n';

/** A body, what it did to its surroundings in order, and the source that feeds it. */
function createBody() {
  const steps: string[] = [];
  const gate = new DemandGate();
  gate.attach({ pause: () => steps.push('pause'), resume: () => steps.push('resume') });
  const body = new EventStreamBody({
    gate,
    heartbeatMs: HEARTBEAT_MS,
    onOpen: () => steps.push('open'),
    onFailureBeforeOpen: (error) => steps.push(`failure ${String(error)}`),
    renderError: (error) => `error ${String(error)}\n\n`,
  });
  return { body, steps, source: new Subject<string>() };
}

/** Collects the pieces that the body writes. */
function read(body: EventStreamBody): string[] {
  const pieces: string[] = [];
  body.on('data', (bytes: Buffer) => pieces.push(bytes.toString()));
  return pieces;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('EventStreamBody', () => {
  it('opens with the first event and ends with the source', async () => {
    const { body, steps, source } = createBody();
    const pieces = read(body);
    body.start(source);
    expect(steps).toEqual([]);
    source.next('a\n\n');
    expect(steps).toEqual(['open']);
    source.next('b\n\n');
    source.complete();
    await once(body, 'end');
    expect(pieces.join('')).toBe('a\n\nb\n\n');
    expect(steps).toEqual(['open']);
  });

  it('opens an answer without events when it ends', async () => {
    const { body, steps, source } = createBody();
    const pieces = read(body);
    body.start(source);
    source.complete();
    await once(body, 'end');
    expect(steps).toEqual(['open']);
    expect(pieces).toEqual([]);
  });

  it('writes once what arrives within one turn', async () => {
    const { body, source } = createBody();
    const pieces = read(body);
    await turn();
    body.start(source);
    source.next('a\n\n');
    source.next('b\n\n');
    await turn();
    source.next('c\n\n');
    await turn();
    expect(pieces).toEqual(['a\n\nb\n\n', 'c\n\n']);
    body.destroy();
  });

  it('takes a source that has everything at once', async () => {
    const { body, steps } = createBody();
    const pieces = read(body);
    body.start(of('a\n\n', 'b\n\n'));
    await once(body, 'end');
    expect(pieces).toEqual(['a\n\nb\n\n']);
    expect(steps).toEqual(['open']);
  });

  it('hands over an error before the first event, once, and writes nothing', async () => {
    const { body, steps, source } = createBody();
    const pieces = read(body);
    body.start(source);
    source.error('first');
    body.fail('second');
    await once(body, 'close');
    expect(steps).toEqual(['failure first']);
    expect(pieces).toEqual([]);
  });

  it('hands over an error that the source has at once', async () => {
    const { body, steps } = createBody();
    body.start(throwError(() => 'at once'));
    await once(body, 'close');
    expect(steps).toEqual(['failure at once']);
  });

  it('ends with an error event after the first event', async () => {
    const { body, steps } = createBody();
    const pieces = read(body);
    body.start(
      concat(
        of('a\n\n'),
        throwError(() => 'cut'),
      ),
    );
    await once(body, 'end');
    expect(pieces.join('')).toBe('a\n\nerror cut\n\n');
    expect(steps).toEqual(['open']);
  });

  it('can be failed from outside, which unsubscribes', async () => {
    const { body, source } = createBody();
    const pieces = read(body);
    body.start(source);
    source.next('a\n\n');
    body.fail('shutting down');
    expect(source.observed).toBe(false);
    source.next('late\n\n');
    await once(body, 'end');
    expect(pieces.join('')).toBe('a\n\nerror shutting down\n\n');
  });

  it('ignores a failure after its end', async () => {
    const { body, source } = createBody();
    const pieces = read(body);
    body.start(source);
    source.next('a\n\n');
    source.complete();
    body.fail('late');
    await once(body, 'end');
    expect(pieces.join('')).toBe('a\n\n');
  });

  it('unsubscribes when destroyed, and writes nothing more', async () => {
    const { body, steps, source } = createBody();
    const pieces = read(body);
    await turn();
    body.start(source);
    source.next('a\n\n');
    body.destroy();
    expect(source.observed).toBe(false);
    await once(body, 'close');
    await turn();
    expect(pieces).toEqual([]);
    expect(steps).toEqual(['open']);
  });

  it('unsubscribes from a source that is still subscribing when the body is destroyed', () => {
    const { body } = createBody();
    let isTornDown = false;
    body.start(
      new Observable(() => {
        body.destroy();
        return () => {
          isTornDown = true;
        };
      }),
    );
    expect(isTornDown).toBe(true);
  });
});

describe('the heartbeat of an EventStreamBody', () => {
  it('opens the answer after silence, so that a later error becomes an event', async () => {
    const { body, steps, source } = createBody();
    const pieces = read(body);
    body.start(source);
    vi.advanceTimersByTime(HEARTBEAT_MS - 1);
    expect(steps).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(steps).toEqual(['open']);
    source.error('cut');
    await once(body, 'end');
    expect(pieces.join('')).toBe(`${HEARTBEAT}error cut\n\n`);
  });

  it('comes only after silence: an event puts it off', async () => {
    const { body, source } = createBody();
    const pieces = read(body);
    body.start(source);
    vi.advanceTimersByTime(HEARTBEAT_MS - 1);
    source.next('a\n\n');
    vi.advanceTimersByTime(HEARTBEAT_MS - 1);
    source.next('b\n\n');
    vi.advanceTimersByTime(HEARTBEAT_MS - 1);
    source.complete();
    await once(body, 'end');
    expect(pieces.join('')).toBe('a\n\nb\n\n');
  });

  it('is repeated while the silence lasts', async () => {
    const { body, source } = createBody();
    const pieces = read(body);
    body.start(source);
    source.next('a\n\n');
    vi.advanceTimersByTime(2 * HEARTBEAT_MS);
    source.complete();
    await once(body, 'end');
    expect(pieces.join('')).toBe(`a\n\n${HEARTBEAT}${HEARTBEAT}`);
  });

  it.each(['complete', 'destroy', 'fail'] as const)('stops with %s', (how) => {
    const { body, source } = createBody();
    body.start(source);
    source.next('a\n\n');
    if (how === 'complete') source.complete();
    else if (how === 'destroy') body.destroy();
    else body.fail('cut');
    expect(vi.getTimerCount()).toBe(0);
    body.destroy();
  });
});

describe('the pace of an EventStreamBody', () => {
  const KIB = 'x'.repeat(1023) + '\n';

  it('pauses the source while nobody reads, and resumes it when the reader is back', async () => {
    const { body, steps, source } = createBody();
    body.start(source);
    source.next(KIB.repeat(20));
    await turn();
    expect(steps).toEqual(['open', 'pause']);
    const pieces = read(body);
    await once(body, 'data');
    await turn();
    expect(steps).toEqual(['open', 'pause', 'resume']);
    expect(pieces.join('')).toBe(KIB.repeat(20));
    body.destroy();
  });

  it('does not pause a source whose events are read', async () => {
    const { body, steps, source } = createBody();
    read(body);
    await turn();
    body.start(source);
    for (let count = 0; count < 10; count += 1) {
      source.next(KIB.repeat(20));
      await turn();
    }
    expect(steps).toEqual(['open']);
    body.destroy();
  });

  it('pauses within the turn once over 64 KiB wait', () => {
    const { body, steps, source } = createBody();
    body.start(source);
    for (let count = 0; count < 64; count += 1) source.next(KIB);
    expect(steps).toEqual(['open']);
    source.next(KIB);
    expect(steps).toEqual(['open', 'pause']);
    body.destroy();
  });

  it('loses and splits nothing for a reader that is slow', async () => {
    const { body, source } = createBody();
    const events = Array.from({ length: 200 }, (_, at) => `${at} ${KIB}\n`);
    const writes: string[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write: (bytes: Buffer, _encoding, callback) => {
        writes.push(bytes.toString());
        setImmediate(callback);
      },
    });
    body.pipe(slow);
    body.start(source);
    for (const event of events) {
      source.next(event);
      if (event.startsWith('7')) await turn();
    }
    source.complete();
    await once(slow, 'finish');
    expect(writes.join('')).toBe(events.join(''));
    expect(writes.every((write) => write.endsWith('\n\n'))).toBe(true);
  });
});
