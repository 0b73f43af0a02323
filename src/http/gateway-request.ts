import type { Request } from 'express';
import type { Call } from '../contracts/call.js';
import type { GatewayError } from '../contracts/gateway-error.js';

/** A request after the first middleware. */
export interface GatewayRequest extends Request {
  call: Call;
  body: unknown;
  /** What the client was answered with, where it was an error. */
  failure?: GatewayError;
}
