import type { IncomingHttpHeaders } from 'node:http';
import { findAccount } from './api-keys.js';
import { shapeOfPath } from './door.js';
import { SimulatorError } from './simulator-error.js';

const BEARER = /^Bearer\s+(\S+)\s*$/i;

/**
 * The account whose key it is.
 * @throws SimulatorError 401 for no key and for one that is refused.
 */
export function authenticate(headers: IncomingHttpHeaders, path: string): string {
  const key = readKey(headers, path);
  if (key === undefined) throw new SimulatorError(NO_KEY);
  const account = findAccount(key);
  if (account !== undefined) return account;
  const isNative = shapeOfPath(path) === 'native';
  throw new SimulatorError(isNative ? { ...WRONG_KEY, message: 'Invalid API-key provided.' } : WRONG_KEY);
}

/** The Anthropic door takes Anthropic's header too. */
function readKey(headers: IncomingHttpHeaders, path: string): string | undefined {
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined || shapeOfPath(path) !== 'anthropic') return bearer;
  const key = headers['x-api-key'];
  return typeof key === 'string' ? key : undefined;
}

const NO_KEY = {
  status: 401,
  code: null,
  type: 'invalid_request_error',
  message:
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY). ",
  stage: 'edge',
} as const;

const WRONG_KEY = {
  status: 401,
  code: 'invalid_api_key',
  type: 'invalid_request_error',
  message:
    'Incorrect API key provided. For details, see: https://help.aliyun.com/zh/model-studio/error-code#apikey-error',
  stage: 'edge',
} as const;
