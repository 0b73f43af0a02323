import { All, Controller, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendJson } from '../answer/send-json.js';
import { cutConnection, sendPieces } from '../answer/send-pieces.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { concealPairs } from '../edge/conceal-keys.js';
import { writeAnswerHeaders } from '../edge/response-headers.js';
import { createRawBody } from './create-bytes.js';
import { digestBody } from './digest-body.js';
import { parseRawAnswer, type RawAnswer } from './raw-answer.js';

const WITHOUT_BODY = new Set([204, 304]);

/** Doors that the service does not have: they tell what arrived, or answer what they are asked for, byte for byte. */
@Controller(['compatible-mode/v1', 'v1', 'compatible-api/v1', 'api/v1', 'apps/anthropic/v1'])
export class EchoController {
  @All(['_echo', '_echo/{*rest}'])
  async echo(@Req() request: SimulatorRequest, @Res() response: Response): Promise<void> {
    const { method, originalUrl: url, rawHeaders, exchange } = request;
    const body = await digestBody(request);
    const { path } = exchange;
    const query = url.slice(path.length);
    await sendJson(exchange, response, {
      body: { method, url, path, query, rawHeaders: concealPairs(rawHeaders), body },
    });
  }

  @All(['_bytes', '_bytes/{*rest}'])
  async answerBytes(@Req() request: SimulatorRequest, @Res() response: Response): Promise<void> {
    await digestBody(request);
    const { exchange, originalUrl } = request;
    const answer = parseRawAnswer(new URLSearchParams(originalUrl.slice(exchange.path.length)));
    writeHead(answer, request, response);
    await sendBody(answer, request, response);
  }
}

function writeHead(answer: RawAnswer, { exchange }: SimulatorRequest, response: Response): void {
  writeAnswerHeaders(response, exchange, {});
  response.status(answer.status);
  if (answer.isGzip) response.setHeader('content-encoding', 'gzip');
  if (answer.events !== undefined) response.setHeader('content-type', 'text/event-stream;charset=utf-8');
  const written = new Set<string>();
  for (const [name, value] of answer.headers) {
    // The first takes the place of what the service would say, the next ones join it.
    if (written.has(name.toLowerCase())) response.appendHeader(name, value);
    else response.setHeader(name, value);
    written.add(name.toLowerCase());
  }
}

async function sendBody(
  answer: RawAnswer,
  { exchange }: SimulatorRequest,
  response: Response,
): Promise<void> {
  if (WITHOUT_BODY.has(answer.status)) {
    response.end();
    return;
  }
  const { bytes, pieces } = createRawBody(answer);
  const hasLength = !answer.isChunked && answer.events === undefined;
  if (hasLength && !response.hasHeader('content-length')) response.setHeader('content-length', bytes);
  const { intervalMs } = answer;
  if (intervalMs !== undefined) exchange.fault = { ...exchange.fault, eventIntervalMs: intervalMs };
  if (answer.cutAfter === undefined) {
    await sendPieces(exchange, response, pieces());
    return;
  }
  await sendPieces(
    exchange,
    response,
    endWithCut(pieces(), () => {
      cutConnection(exchange, response);
    }),
  );
}

function* endWithCut(pieces: Iterable<Buffer>, cut: () => void): Generator<Buffer, void> {
  yield* pieces;
  cut();
}
