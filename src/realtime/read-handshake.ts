import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { GatewayError } from '../contracts/gateway-error.js';

export interface Handshake {
  /** What the client offered in Sec-WebSocket-Protocol, less a key. */
  readonly protocols: readonly string[];
  /** The headers with the key in its usual place. */
  readonly headers: IncomingHttpHeaders;
}

/** Browsers cannot set headers; OpenAI's library puts the key here. */
const KEY_PROTOCOL = 'openai-insecure-api-key.';
const CLIENT_KEY = /^[+/\d=A-Za-z]{24}$/;
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** The parts of a client's opening handshake (RFC 6455, 4.1) that the gateway itself reads. */
export function readHandshake({ headers }: IncomingMessage): Handshake {
  const offered = splitList(headers['sec-websocket-protocol']);
  const key = offered.find((protocol) => protocol.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length);
  const isNeeded = key !== undefined && headers.authorization === undefined && !('x-api-key' in headers);
  return {
    protocols: offered.filter((protocol) => !protocol.startsWith(KEY_PROTOCOL)),
    headers: isNeeded ? { ...headers, authorization: `Bearer ${key}` } : headers,
  };
}

/** @throws GatewayError 400 for a handshake that no WebSocket library would write. */
export function checkHandshake({ method, headers }: IncomingMessage): void {
  const isWell =
    method === 'GET' &&
    headers['sec-websocket-version'] === '13' &&
    CLIENT_KEY.test(headers['sec-websocket-key'] ?? '') &&
    splitList(headers['sec-websocket-protocol']).every((protocol) => TOKEN.test(protocol));
  if (!isWell) throw new GatewayError('invalid_request', 'The WebSocket handshake is not valid.');
}

function splitList(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
