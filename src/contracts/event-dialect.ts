import type { GatewayError } from './gateway-error.js';

/** How a streamed answer says what no value of its stream says. */
export interface EventDialect {
  /** The events that end a stream whose failure comes after its headers left. */
  renderFailure(error: GatewayError): string;
  /** Said after a silence, to keep the connection; undefined where a comment will do. */
  renderHeartbeat(): string | undefined;
}
