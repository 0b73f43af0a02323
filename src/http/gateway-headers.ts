import type { ServerResponse } from 'node:http';
import type { Call } from '../contracts/call.js';

/** An upstream may name its requests as it likes, but Node throws at a header that cannot be sent. */
const SENDABLE = /^[\x21-\x7e]{1,256}$/;

/** The gateway's own response headers, as far as the call has come. To be written before the headers leave. */
export function writeGatewayHeaders(response: ServerResponse, { attempt, adaptations }: Call): void {
  if (attempt !== undefined) {
    response.setHeader('x-gateway-provider', attempt.provider);
    if (attempt.upstreamRequestId !== undefined && SENDABLE.test(attempt.upstreamRequestId)) {
      response.setHeader('x-upstream-request-id', attempt.upstreamRequestId);
    }
  }
  if (adaptations.size > 0) response.setHeader('x-gateway-adapted', [...adaptations].join(','));
}
