import type { ServerResponse } from 'node:http';
import type { Call } from '../contracts/call.js';

/** The gateway's own response headers, as far as the call has come. To be written before the headers leave. */
export function writeGatewayHeaders(response: ServerResponse, { attempt, adaptations }: Call): void {
  if (attempt !== undefined) {
    response.setHeader('x-gateway-provider', attempt.provider);
    if (attempt.upstreamRequestId !== undefined) {
      response.setHeader('x-upstream-request-id', attempt.upstreamRequestId);
    }
  }
  if (adaptations.size > 0) response.setHeader('x-gateway-adapted', [...adaptations].join(','));
}
