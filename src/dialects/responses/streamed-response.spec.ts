import { NEVER, of, Subject } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatChunk } from '../../contracts/chat-chunk.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { PendingResponse } from '../../contracts/response-store.js';
import type { ResponseObject } from '../../contracts/responses.js';
import { StreamedResponse } from './streamed-response.js';

const CONTEXT = {
  id: 'resp_1',
  createdAt: 1,
  echo: { model: 'm' },
  tools: new Map(),
  reasoning: { output: 'summary' as const },
  includesLogprobs: false,
};
const chunk = (content: string, finishReason: string | null = null): ChatChunk =>
  ChatChunk.write({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: { content }, finish_reason: finishReason }],
  });

/** A store that settles when the test says so. */
function createPending() {
  const settled: ResponseObject[] = [];
  const abandoned: ResponseObject[] = [];
  let end: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  const pending: PendingResponse = {
    settle: (response) => {
      settled.push(response);
      return new Promise((resolve, reject) => (end = { resolve, reject }));
    },
    abandon: (response) => abandoned.push(response),
  };
  return {
    pending,
    settled,
    abandoned,
    resolve: () => end?.resolve(),
    reject: (error: unknown) => end?.reject(error),
  };
}

const typesOf = (events: readonly string[]): readonly string[] =>
  events.map((event) => event.slice('event: '.length, event.indexOf('\n')));
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  vi.useRealTimers();
});

describe('StreamedResponse', () => {
  it('says the end only after the response was settled', async () => {
    const { pending, settled, resolve } = createPending();
    const events: string[] = [];
    const ended = vi.fn();
    new StreamedResponse(CONTEXT).events(of(chunk('Hi'), chunk('', 'stop')), pending).subscribe({
      next: (event) => events.push(event),
      complete: ended,
    });
    await nextTurn();
    expect(typesOf(events).at(-1)).toBe('response.output_item.done');
    expect(settled).toMatchObject([{ id: 'resp_1', status: 'completed', model: 'm' }]);
    resolve();
    await nextTurn();
    expect(events.at(-2)).toContain('"type":"response.completed"');
    expect(events.at(-1)).toBe('data: [DONE]\n\n');
    expect(ended).toHaveBeenCalledOnce();
  });

  it('fails where the response cannot be stored', async () => {
    const { pending, reject } = createPending();
    const response = new StreamedResponse(CONTEXT);
    const failed = vi.fn();
    response.events(of(chunk('Hi'), chunk('', 'stop')), pending).subscribe({ error: failed });
    const error = new GatewayError('store_unavailable', 'The store is gone.');
    reject(error);
    await nextTurn();
    expect(failed).toHaveBeenCalledWith(error);
    const text = response.renderFailure(error);
    expect(text).toContain('event: error\n');
    expect(text).toContain('"status":"failed","error":{"code":"server_error"');
    expect(text).not.toContain('"status":"completed","error"');
  });

  it('is abandoned as cancelled, with what it has, when the client leaves', () => {
    const { pending, abandoned, settled } = createPending();
    const chunks = new Subject<ChatChunk>();
    const subscription = new StreamedResponse(CONTEXT).events(chunks, pending).subscribe();
    chunks.next(chunk('Hi'));
    subscription.unsubscribe();
    expect(chunks.observed).toBe(false);
    expect(settled).toEqual([]);
    expect(abandoned).toMatchObject([{ status: 'cancelled', output: [{ status: 'incomplete' }] }]);
  });

  it('turns a chunk that is no JSON into a failure', () => {
    const failed = vi.fn();
    const { pending } = createPending();
    new StreamedResponse(CONTEXT).events(of(new ChatChunk('{broken}')), pending).subscribe({ error: failed });
    expect(failed).toHaveBeenCalledOnce();
  });

  it('begins with the first heartbeat, and repeats itself after two minutes of silence', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const response = new StreamedResponse(CONTEXT);
    response.events(NEVER, createPending().pending).subscribe();
    expect(response.renderHeartbeat()).toMatch(/^event: response.created\n/);
    expect(response.renderHeartbeat()).toBeUndefined();
    vi.advanceTimersByTime(119_000);
    expect(response.renderHeartbeat()).toBeUndefined();
    vi.advanceTimersByTime(2_000);
    expect(response.renderHeartbeat()).toMatch(/^event: response.in_progress\n/);
    expect(response.renderHeartbeat()).toBeUndefined();
  });
});
