import { describe, expect, it } from 'vitest';
import { useGatewayAndRawUpstream } from '../support/gateway-and-raw-upstream.js';
import { chatBody, openChatStream, postChat } from '../support/post-chat.js';
import {
  answerPlain,
  chunkEvent,
  DONE_EVENT,
  FINISH_EVENT,
  openingEvent,
  openStream,
  type RawExchange,
} from '../support/raw-upstream.js';
import { recordWrites } from '../support/record-writes.js';

const HEARTBEAT = ': heartbeat\n\n';
const INTERVAL_MS = 60;

const running = useGatewayAndRawUpstream({ HEARTBEAT_INTERVAL_MS: String(INTERVAL_MS) });

describe('a heartbeat', () => {
  it('opens a stream whose upstream has sent nothing, not even headers', async () => {
    running.upstream.answerChat(() => undefined);
    const stream = await openChatStream(running.gateway.origin, { max_tokens: 5 });
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers['x-gateway-provider']).toBe('bailian');
    expect(stream.response.headers['x-gateway-adapted']).toBe('max_tokens');
    expect([await stream.next(), await stream.next(), await stream.next()]).toEqual(Array(3).fill(HEARTBEAT));
    const exchange = await running.upstream.waitForExchange();
    openStream(exchange).end(openingEvent('late') + FINISH_EVENT + DONE_EVENT);
    const events = await stream.rest();
    expect(events.filter((event) => event !== HEARTBEAT)).toEqual([
      openingEvent('late'),
      FINISH_EVENT,
      DONE_EVENT,
    ]);
  });

  it('is followed by an error event where the upstream then refuses', async () => {
    running.upstream.answerChat(() => undefined);
    const stream = await openChatStream(running.gateway.origin);
    expect(await stream.next()).toBe(HEARTBEAT);
    const { response } = await running.upstream.waitForExchange();
    response.writeHead(429, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'Too many', code: 'limit_requests' } }));
    const events = (await stream.rest()).filter((event) => event !== HEARTBEAT);
    expect(events).toHaveLength(1);
    expect(JSON.parse(events[0]?.slice('data: '.length) ?? '')).toMatchObject({
      error: { message: 'Too many', code: 'rate_limit_exceeded' },
    });
    expect(stream.response.complete).toBe(true);
  });

  it('comes in every silence between two events, and never inside one', async () => {
    running.upstream.answerChat((exchange) => {
      openStream(exchange).write(openingEvent('first') + chunkEvent('second').slice(0, 40));
    });
    const stream = await openChatStream(running.gateway.origin);
    expect(await stream.next()).toBe(openingEvent('first'));
    expect([await stream.next(), await stream.next()]).toEqual([HEARTBEAT, HEARTBEAT]);
    const { response } = await running.upstream.waitForExchange();
    response.end(chunkEvent('second').slice(40) + FINISH_EVENT + DONE_EVENT);
    const events = (await stream.rest()).filter((event) => event !== HEARTBEAT);
    expect(events).toEqual([chunkEvent('second'), FINISH_EVENT, DONE_EVENT]);
  });

  it('is a write of its own or among whole events', async () => {
    running.upstream.answerChat(sendSlowly);
    const writes = await recordWrites(running.gateway.origin);
    expect(writes.filter((text) => !text.endsWith('\n\n'))).toEqual([]);
    const pieces = [...Array(5).keys()].map((index) => chunkEvent(`slow ${index}`));
    const expected = [openingEvent(''), ...pieces, FINISH_EVENT, DONE_EVENT].join('');
    expect(writes.join('').replaceAll(HEARTBEAT, '')).toBe(expected);
    expect(writes.join('')).toContain(HEARTBEAT);
  });

  it('is never part of a plain answer', async () => {
    running.upstream.answerChat((exchange) => {
      setTimeout(() => {
        answerPlain(exchange, 'slow');
      }, 3 * INTERVAL_MS);
    });
    const { json } = await postChat(running.gateway.origin, chatBody());
    expect(json).toMatchObject({ choices: [{ message: { content: 'slow' } }] });
  });
});

/** Events that are further apart than heartbeats. */
function sendSlowly(exchange: RawExchange): void {
  const response = openStream(exchange);
  response.write(openingEvent(''));
  let sent = 0;
  const timer = setInterval(() => {
    response.write(chunkEvent(`slow ${sent}`));
    sent += 1;
    if (sent < 5) return;
    clearInterval(timer);
    response.end(FINISH_EVENT + DONE_EVENT);
  }, 2 * INTERVAL_MS);
}
