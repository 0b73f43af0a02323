import type { LimitStanding, RateLimitStanding } from '../../contracts/rate-limits.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { ItemStanding, LimitItem, Measure, Verdict } from './limit-request.js';

const PHRASES: Readonly<Record<Measure, (limit: string) => string>> = {
  requests: (limit) => `${limit} requests a minute`,
  tokens: (limit) => `${limit} tokens a minute`,
  concurrent: (limit) => `${limit} requests at the same time`,
};

/** Of those that hold, the one with the least left. */
export function describeStanding(standings: readonly ItemStanding[]): RateLimitStanding {
  return { requests: tightest(standings, 'requests'), tokens: tightest(standings, 'tokens') };
}

function tightest(standings: readonly ItemStanding[], measure: Measure): LimitStanding | undefined {
  let found: LimitStanding | undefined;
  for (const { item, used, resetMs } of standings) {
    if (item.measure !== measure) continue;
    const remaining = Math.max(item.limit - used, 0);
    if (found === undefined || remaining < found.remaining) found = { limit: item.limit, remaining, resetMs };
  }
  return found;
}

/** Names the limit and whose it is, and when to come again. */
export function createRefusal({ item, retryMs }: NonNullable<Verdict['refusal']>): GatewayError {
  const seconds = Math.ceil(retryMs / 1000);
  return new GatewayError('rate_limited', `${whose(item)} ${adviceOn(item, seconds)}`, {
    retryAfter: seconds,
  });
}

function whose({ scope, measure, limit }: LimitItem): string {
  const allowed = PHRASES[measure](limit.toLocaleString('en'));
  switch (scope.kind) {
    case 'key':
      return `This key may make ${allowed}.`;
    case 'team':
      return `The team of this key may make ${allowed}.`;
    case 'model':
    case 'provider':
      return `The ${scope.kind} ${scope.name.slice(scope.kind.length + 1)} takes ${allowed}.`;
  }
}

function adviceOn({ measure, limit, cost }: LimitItem, seconds: number): string {
  if (limit === 0) return 'Ask its administrator for more.';
  if (cost > limit) {
    return `This request needs up to ${cost.toLocaleString('en')}: shorten it, or lower the cap on its answer.`;
  }
  if (measure === 'concurrent') return 'Try again when one of them has ended.';
  return `Try again in ${seconds} s.`;
}
