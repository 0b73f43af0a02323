import type { RateLimits } from '../../contracts/rate-limits.js';

/** Limits as they are written in JSON. */
export interface LimitsBody {
  readonly requests_per_minute?: number | null;
  readonly tokens_per_minute?: number | null;
  readonly concurrent?: number | null;
}

/** undefined where there are none. */
export function readLimits(body: LimitsBody | null | undefined): RateLimits | undefined {
  const { requests_per_minute: requests, tokens_per_minute: tokens, concurrent } = body ?? {};
  const limits: RateLimits = {
    ...(typeof requests === 'number' ? { requestsPerMinute: requests } : {}),
    ...(typeof tokens === 'number' ? { tokensPerMinute: tokens } : {}),
    ...(typeof concurrent === 'number' ? { concurrent } : {}),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

export function writeLimits(limits: RateLimits | undefined): LimitsBody | null {
  if (limits === undefined) return null;
  const { requestsPerMinute, tokensPerMinute, concurrent } = limits;
  return { requests_per_minute: requestsPerMinute, tokens_per_minute: tokensPerMinute, concurrent };
}
