import type { ServerResponse } from 'node:http';
import type { LimitStanding, RateLimitStanding } from '../contracts/rate-limits.js';
import type { Call } from '../contracts/call.js';

/** An upstream may name its requests as it likes, but Node throws at a header that cannot be sent. */
const SENDABLE = /^[\x21-\x7e]{1,256}$/;

/** The gateway's own response headers, as far as the call has come. To be written before the headers leave. */
export function writeGatewayHeaders(
  response: ServerResponse,
  { attempt, adaptations, rateLimits }: Call,
): void {
  if (attempt !== undefined) {
    response.setHeader('x-gateway-provider', attempt.provider);
    if (attempt.upstreamRequestId !== undefined && SENDABLE.test(attempt.upstreamRequestId)) {
      response.setHeader('x-upstream-request-id', attempt.upstreamRequestId);
    }
  }
  if (adaptations.size > 0) response.setHeader('x-gateway-adapted', [...adaptations].join(','));
  if (rateLimits === undefined) return;
  for (const [name, value] of listRateLimitHeaders(rateLimits)) response.setHeader(name, value);
}

type Header = readonly [name: string, value: string];

/** OpenAI's names; times as its clients read them, e.g. `1.5s`. */
export function listRateLimitHeaders({ requests, tokens }: RateLimitStanding): readonly Header[] {
  return [...listStanding('requests', requests), ...listStanding('tokens', tokens)];
}

function listStanding(measure: string, standing: LimitStanding | undefined): readonly Header[] {
  if (standing === undefined) return [];
  const { limit, remaining, resetMs } = standing;
  return [
    [`x-ratelimit-limit-${measure}`, String(limit)],
    [`x-ratelimit-remaining-${measure}`, String(remaining)],
    [`x-ratelimit-reset-${measure}`, `${Math.ceil(resetMs / 100) / 10}s`],
  ];
}
