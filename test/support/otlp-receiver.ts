import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { type FieldValue, readFields } from './protobuf-fields.js';
import { until } from './until.js';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
}

export interface OtlpReceiver {
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  /** Of the requests, the newest last. */
  readonly headers: readonly IncomingMessage['headers'][];
  waitForSpans(fits: (spans: readonly ReceivedSpan[]) => boolean): Promise<readonly ReceivedSpan[]>;
  stop(): Promise<void>;
}

/** A collector as OTLP over HTTP describes it: protobuf of ExportTraceServiceRequest, maybe compressed. `hangs`: never answers. */
export async function startOtlpReceiver({ hangs = false } = {}): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    request.on('data', (bytes: Buffer) => pieces.push(bytes));
    request.on('end', () => {
      headers.push(request.headers);
      const isRight =
        request.method === 'POST' &&
        request.url === '/v1/traces' &&
        request.headers['content-type'] === 'application/x-protobuf';
      if (!isRight) {
        response.writeHead(400).end();
        return;
      }
      const body = Buffer.concat(pieces);
      spans.push(...readSpans(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
      // An empty ExportTraceServiceResponse: everything was taken.
      if (!hangs) response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers,
    waitForSpans: (fits) => until(() => Promise.resolve(fits(spans) && spans)),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Numbers of fields: opentelemetry/proto/collector/trace/v1/trace_service.proto and those that it imports. */
function readSpans(message: Buffer): readonly ReceivedSpan[] {
  return inner(message, 1)
    .flatMap((resourceSpans) => inner(resourceSpans, 2))
    .flatMap((scopeSpans) => inner(scopeSpans, 2))
    .map(readSpan);
}

function readSpan(message: Buffer): ReceivedSpan {
  const fields = readFields(message);
  const bytes = (number: number): Buffer => toBuffer(fields.get(number)?.[0]);
  return {
    traceId: bytes(1).toString('hex'),
    spanId: bytes(2).toString('hex'),
    parentSpanId: bytes(4).toString('hex'),
    name: bytes(5).toString(),
    start: bytes(7).readBigUInt64LE(),
    end: bytes(8).readBigUInt64LE(),
    attributes: Object.fromEntries(inner(message, 9).map(readAttribute)),
  };
}

function readAttribute(message: Buffer): readonly [string, string | number] {
  const fields = readFields(message);
  const value = readFields(toBuffer(fields.get(2)?.[0]));
  const [text] = value.get(1) ?? [];
  const [integer] = value.get(3) ?? [];
  const [double] = value.get(4) ?? [];
  const read = (): string | number => {
    if (text !== undefined) return toBuffer(text).toString();
    return integer === undefined ? toBuffer(double).readDoubleLE() : Number(integer);
  };
  return [toBuffer(fields.get(1)?.[0]).toString(), read()];
}

const inner = (message: Buffer, number: number): readonly Buffer[] =>
  (readFields(message).get(number) ?? []).map(toBuffer);

const toBuffer = (value: FieldValue | undefined): Buffer =>
  Buffer.isBuffer(value) ? value : Buffer.alloc(0);
