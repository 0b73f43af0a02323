import { validateHeaderName, validateHeaderValue } from 'node:http';
import { createParameterError } from '../edge/simulator-error.js';

/** What the query of the door for bytes asks for. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** The exact body, or how much of a body to make. */
  readonly body: Buffer | number;
  /** So many events in place of a body. */
  readonly events?: number;
  readonly isGzip: boolean;
  /** Without a content-length. */
  readonly isChunked: boolean;
  /** So many bytes go out, and the connection is closed. */
  readonly cutAfter?: number;
  /** Between two pieces. */
  readonly intervalMs?: number;
  /** Of one piece. */
  readonly pieceBytes: number;
}

const PARAMETERS = new Set(
  'status header body base64 bytes events gzip chunked cutAfter intervalMs pieceBytes'.split(' '),
);
const USUAL_PIECE_BYTES = 64 * 1024;

/** @throws SimulatorError 400 that names the parameter. */
export function parseRawAnswer(query: URLSearchParams): RawAnswer {
  for (const name of query.keys()) {
    if (!PARAMETERS.has(name)) throw createParameterError(`${name} is not a known parameter`);
  }
  const events = readCount(query, 'events');
  const cutAfter = readCount(query, 'cutAfter');
  const intervalMs = readCount(query, 'intervalMs');
  return {
    status: readStatus(query),
    headers: query.getAll('header').map(parseHeader),
    body: readBody(query),
    ...(events === undefined ? {} : { events }),
    isGzip: query.has('gzip'),
    isChunked: query.has('chunked'),
    ...(cutAfter === undefined ? {} : { cutAfter }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
    pieceBytes: Math.max(1, readCount(query, 'pieceBytes') ?? USUAL_PIECE_BYTES),
  };
}

function readBody(query: URLSearchParams): Buffer | number {
  const base64 = query.get('base64');
  if (base64 !== null) return Buffer.from(base64, 'base64');
  return readCount(query, 'bytes') ?? Buffer.from(query.get('body') ?? '');
}

function readStatus(query: URLSearchParams): number {
  const status = readCount(query, 'status') ?? 200;
  if (status >= 200 && status <= 599) return status;
  throw createParameterError('status must be from 200 to 599');
}

function readCount(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= 0) return value;
  throw createParameterError(`${name} must be an integer of 0 or more`);
}

function parseHeader(text: string): readonly [string, string] {
  const colon = text.indexOf(':');
  const header = [text.slice(0, Math.max(0, colon)).trim(), text.slice(colon + 1).trim()] as const;
  try {
    validateHeaderName(header[0]);
    validateHeaderValue(...header);
  } catch {
    throw createParameterError('header must be like name:value');
  }
  return header;
}
