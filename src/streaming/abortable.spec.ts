import { firstValueFrom, NEVER, race } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { failOnAbort, fromAbortable } from './abortable.js';

describe('fromAbortable', () => {
  it('emits what the promise brings, and fails as it does', async () => {
    const failure = new Error('no');
    await expect(firstValueFrom(fromAbortable(() => Promise.resolve(7)))).resolves.toBe(7);
    await expect(firstValueFrom(fromAbortable(() => Promise.reject(failure)))).rejects.toBe(failure);
  });

  it('aborts work that nobody waits for any more, and only that', async () => {
    const signals: AbortSignal[] = [];
    const endless = fromAbortable((signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    expect(signals).toEqual([]);
    endless.subscribe().unsubscribe();
    await firstValueFrom(fromAbortable((signal) => Promise.resolve(signals.push(signal))));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });
});

describe('failOnAbort', () => {
  it('fails with the reason, at once or later', async () => {
    const reason = new Error('left');
    await expect(firstValueFrom(failOnAbort(AbortSignal.abort(reason)))).rejects.toBe(reason);
    const controller = new AbortController();
    const failing = firstValueFrom(race(NEVER, failOnAbort(controller.signal)));
    controller.abort(reason);
    await expect(failing).rejects.toBe(reason);
  });
});
