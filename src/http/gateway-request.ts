import type { Request } from 'express';
import type { Call } from '../contracts/call.js';
import type { RequestTrace } from '../contracts/request-trace.js';
import type { GatewayError } from '../contracts/gateway-error.js';
import type { Running } from './running.js';

/** A request after the first middleware. */
export interface GatewayRequest extends Request {
  call: Call;
  body: unknown;
  /** Whether its body may name files that messages stand for. */
  mayNameFiles?: boolean;
  /** Unset while tracing is off. */
  trace?: RequestTrace;
  /** As the drain knows it; unset for what it does not wait for. */
  running?: Running;
  /** Whether it came through the management port. */
  isManagement?: true;
  /** What the client was answered with, where it was an error. */
  failure?: GatewayError;
}
