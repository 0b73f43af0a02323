import type { LimitScope } from './limit-scope.js';
import { MINUTE_MS } from './sliding-minute.js';

/** What an attempt asks of every scope that limits it. */
export interface LimitRequest {
  readonly scopes: readonly LimitScope[];
  /** The input, estimated, and the cap on the answer where there is one. */
  readonly tokens: number;
  /** The same with an answer of the usual length where there is no cap. */
  readonly likelyTokens: number;
  /** One more attempt for the same request of a client: its key and team have counted that. */
  readonly isRepeated: boolean;
}

export type Measure = 'requests' | 'tokens' | 'concurrent';

/** One limit of one scope, and what is asked of it. */
export interface LimitItem {
  readonly scope: LimitScope;
  readonly measure: Measure;
  readonly limit: number;
  readonly cost: number;
}

/** What there is of one item: before it was refused, or after it was granted. */
export interface ItemStanding {
  readonly item: LimitItem;
  readonly used: number;
  /** Milliseconds until some of it is free. */
  readonly resetMs: number;
}

/** All of a request is granted, or nothing of it. */
export interface Verdict {
  readonly standings: readonly ItemStanding[];
  /** Of the limits that are in the way, the one that is so the longest. */
  readonly refusal?: { readonly item: LimitItem; readonly retryMs: number };
}

/** Nobody knows when a running request ends. */
export const CONCURRENT_RETRY_MS = 1_000;

/** The limits in the way of a request. `share` makes of a limit what this process may let through. */
export function listItems(request: LimitRequest, share: (limit: number) => number): readonly LimitItem[] {
  const items: LimitItem[] = [];
  for (const scope of request.scopes) {
    const { requestsPerMinute, tokensPerMinute, concurrent } = scope.limits;
    if (requestsPerMinute !== undefined && !isCounted(request, scope)) {
      items.push({ scope, measure: 'requests', limit: share(requestsPerMinute), cost: 1 });
    }
    if (tokensPerMinute !== undefined) {
      const limit = share(tokensPerMinute);
      items.push({ scope, measure: 'tokens', limit, cost: tokenCost(request, limit) });
    }
    if (concurrent !== undefined) {
      items.push({ scope, measure: 'concurrent', limit: share(concurrent), cost: 1 });
    }
  }
  return items;
}

function isCounted({ isRepeated }: LimitRequest, { kind }: LimitScope): boolean {
  return isRepeated && (kind === 'key' || kind === 'team');
}

/** A guess alone keeps nobody out of an empty minute. What has no tokens counts as one, so that a full minute stops it, too. */
function tokenCost({ tokens, likelyTokens }: LimitRequest, limit: number): number {
  return Math.max(tokens, Math.min(likelyTokens, limit), 1);
}

export function isOver({ limit, cost }: LimitItem, used: number): boolean {
  return used + cost > limit;
}

/** The refusal to be told: the one that lasts longer. */
export function longer(
  refusal: Verdict['refusal'],
  item: LimitItem,
  waitMs: number,
): NonNullable<Verdict['refusal']> {
  // What asks for more than the whole limit waits in vain.
  const retryMs = item.cost > item.limit ? MINUTE_MS : Math.max(waitMs, 1);
  return refusal === undefined || retryMs > refusal.retryMs ? { item, retryMs } : refusal;
}
