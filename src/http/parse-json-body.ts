import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../contracts/gateway-error.js';
import { inspectJson } from './inspect-json.js';

const MAX_DEPTH = 200;

/**
 * A request body as a JSON object.
 * @throws GatewayError 400 for an empty body, invalid UTF-8, malformed JSON, nesting over 200 levels, a value that is not an
 * object, and two `model` keys (authorization and upstream might take different ones).
 */
export function parseJsonBody(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) throw missingBody();
  if (!isUtf8(bytes)) throw invalid('The body is not valid UTF-8; encode it as that.');
  const { depth, duplicateKey } = inspectJson(bytes, MAX_DEPTH, 'model');
  if (depth > MAX_DEPTH) throw invalid(`The body is nested over ${MAX_DEPTH} levels deep; make it flatter.`);

  const body = parse(bytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalid('The body must be a JSON object.');
  }
  if (duplicateKey !== undefined) {
    throw new GatewayError('invalid_request', `The body has the key ${duplicateKey} twice; send it once.`, {
      param: duplicateKey,
    });
  }
  return body as Record<string, unknown>;
}

/** What a route that needs a body says without one. */
export function missingBody(): GatewayError {
  return invalid('The request has no body; send a JSON object.');
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    // The message of a SyntaxError may quote the body, so only the position that some end with goes on.
    const position = /at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(String(error))?.[1];
    throw invalid(`The body is not valid JSON${position === undefined ? '' : ` (at position ${position})`}.`);
  }
}

function invalid(message: string): GatewayError {
  return new GatewayError('invalid_json', message);
}
