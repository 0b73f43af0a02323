import { GatewayError } from '../contracts/gateway-error.js';

/** @throws GatewayError 400 that names the field. */
export function refuse(param: string, message: string): never {
  throw new GatewayError('invalid_request', message, { param });
}
