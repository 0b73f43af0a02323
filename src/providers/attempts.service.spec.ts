import { NEVER, type Observable, Subject, concat, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { AttemptSettled } from '../contracts/attempt.js';
import { type Call, createCall } from '../contracts/call.js';
import type { CompletionUsage } from '../contracts/chat-completion.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { Attempts } from './attempts.service.js';
import type { Target } from './provider-registry.js';

interface Value {
  readonly id: number;
  readonly usage?: CompletionUsage;
}

const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const PRINCIPAL = { organisation: 'default', team: 'default', key: 'k1', role: 'member' } as const;

const TARGET = {
  provider: {
    name: 'bailian-east',
    type: 'fake',
    capabilities: {},
    listModels: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  },
  model: 'qwen-plus',
  isListed: true,
} as unknown as Target<'chat'>;

function createTracking() {
  const attempts = new Attempts({ admit: () => undefined });
  const steps: string[] = [];
  const settled: AttemptSettled[] = [];
  attempts.settled.subscribe((event) => {
    steps.push(`settled ${event.outcome}`);
    settled.push(event);
  });
  const call: Call = createCall('r-1', PRINCIPAL);
  const follow = (source: Observable<Value>) =>
    attempts.track(TARGET, call, source).subscribe({
      next: ({ id }) => steps.push(String(id)),
      error: () => steps.push('error'),
      complete: () => steps.push('complete'),
    });
  return { attempts, steps, settled, call, follow };
}

describe('Attempts', () => {
  it('passes the values on and settles once, after the end', () => {
    const { steps, settled, follow } = createTracking();
    follow(of({ id: 1 }, { id: 2, usage: USAGE }, { id: 3 }));
    expect(steps).toEqual(['1', '2', '3', 'complete', 'settled completed']);
    expect(settled).toEqual([
      expect.objectContaining({
        provider: 'bailian-east',
        model: 'qwen-plus',
        isListed: true,
        requestId: 'r-1',
        principal: PRINCIPAL,
        isStream: false,
        values: 3,
        outcome: 'completed',
        usage: USAGE,
      }),
    ]);
  });

  it('does nothing before somebody subscribes', () => {
    const { attempts, call, steps } = createTracking();
    attempts.track(TARGET, call, of<Value>({ id: 1 }));
    expect(call.attempt).toBeUndefined();
    expect(steps).toEqual([]);
  });

  it('keeps the attempt of the call up to date on the way', () => {
    const { call, follow } = createTracking();
    const source = new Subject<Value>();
    follow(source);
    expect(call.attempt).toMatchObject({ provider: 'bailian-east' });
    expect(call.attempt?.firstValueAt).toBeUndefined();
    source.next({ id: 1, usage: USAGE });
    expect(call.attempt).toMatchObject({ firstValueAt: expect.any(Number) as number, usage: USAGE });
  });

  it('settles a failure with its code and the request id that the error brings', () => {
    const { steps, settled, follow } = createTracking();
    const error = new GatewayError('upstream_token_limit', 'slow down', { upstreamRequestId: 'u-1' });
    follow(
      concat(
        of({ id: 1 }),
        throwError(() => error),
      ),
    );
    expect(steps).toEqual(['1', 'error', 'settled failed']);
    expect(settled[0]).toMatchObject({
      outcome: 'failed',
      errorCode: 'rate_limit_exceeded',
      upstreamRequestId: 'u-1',
    });
  });

  it('names the kind of an error that has no code', () => {
    const { settled, follow } = createTracking();
    follow(throwError(() => new GatewayError('invalid_request', 'bad')));
    expect(settled[0]).toMatchObject({ outcome: 'failed', errorCode: 'invalid_request' });
  });

  it('keeps the request id that the headers had', () => {
    const { call, settled, follow } = createTracking();
    const source = new Subject<Value>();
    follow(source);
    if (call.attempt !== undefined) call.attempt.upstreamRequestId = 'from headers';
    source.error(new GatewayError('upstream_error', 'bad', { upstreamRequestId: 'from body' }));
    expect(settled[0]).toMatchObject({ upstreamRequestId: 'from headers' });
  });

  it('settles an attempt whose client left as abandoned, and lets go of the upstream', () => {
    const { steps, follow } = createTracking();
    const source = new Subject<Value>();
    const subscription = follow(source);
    source.next({ id: 1 });
    subscription.unsubscribe();
    expect(steps).toEqual(['1', 'settled abandoned']);
    expect(source.observed).toBe(false);
  });

  it('follows each attempt of a call by itself', () => {
    const { call, settled, follow } = createTracking();
    follow(throwError(() => new GatewayError('upstream_unavailable', 'down')));
    const first = call.attempt;
    follow(NEVER).unsubscribe();
    expect(call.attempt).not.toBe(first);
    expect(settled.map(({ outcome }) => outcome)).toEqual(['failed', 'abandoned']);
  });
});
