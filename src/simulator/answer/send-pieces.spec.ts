import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Response } from 'express';
import { expect, it } from 'vitest';
import type { Exchange } from '../edge/exchange.js';
import { sendPieces } from './send-pieces.js';

it('asks for no more pieces while the client does not read', async () => {
  const leaving = new AbortController();
  const exchange: Exchange = {
    id: 'id',
    path: '/',
    receivedAt: 0,
    signal: leaving.signal,
    body: undefined,
    bodyBytes: 0,
    account: '',
    fault: {},
    isCut: false,
  };
  // Without a socket nothing is ever read.
  const response = new ServerResponse(new IncomingMessage(new Socket())) as Response;
  let asked = 0;
  function* produce(): Generator<string, void> {
    for (; asked < 100; asked += 1) yield 'x'.repeat(1_024);
  }
  const sending = sendPieces(exchange, response, produce());
  while (response.writableLength < response.writableHighWaterMark) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  leaving.abort();
  await sending;
  expect(asked).toBeLessThan(80);
});
