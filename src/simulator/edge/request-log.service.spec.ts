import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Response } from 'express';
import { expect, it } from 'vitest';
import type { SimulatorRequest } from './exchange.js';
import { RequestLog } from './request-log.service.js';

function add(log: RequestLog, id: string, bodyBytes: number): void {
  const request = new IncomingMessage(new Socket());
  const signal = new AbortController().signal;
  const exchange = {
    id,
    path: '/',
    receivedAt: 0,
    signal,
    body: undefined,
    bodyBytes,
    account: '',
    fault: {},
    isCut: false,
  };
  const response = new ServerResponse(request) as Response;
  log.add(Object.assign(request as SimulatorRequest, { exchange }), response);
}

const readIds = (log: RequestLog): readonly string[] => log.list().map(({ id }) => id);

it('forgets the oldest after a thousand', () => {
  const log = new RequestLog();
  for (let index = 0; index < 1_002; index += 1) add(log, String(index), 10);
  expect(readIds(log)).toHaveLength(1_000);
  expect(readIds(log)[0]).toBe('2');
});

it('keeps fewer where bodies are large, but always the last', () => {
  const log = new RequestLog();
  const megabytes = (count: number): number => count * 1024 * 1024;
  add(log, 'a', megabytes(60));
  add(log, 'b', megabytes(60));
  add(log, 'c', megabytes(60));
  expect(readIds(log)).toEqual(['b', 'c']);
  add(log, 'd', megabytes(200));
  expect(readIds(log)).toEqual(['d']);
});
