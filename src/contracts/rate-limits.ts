/** What a key, a team, a model or a provider may take at most. 0 allows nothing; an absent one is no limit. */
export interface RateLimits {
  /** In any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Input and output together, in any 60 seconds. */
  readonly tokensPerMinute?: number;
  /** Requests that run at the same time. */
  readonly concurrent?: number;
}

/** The limits that hold for everybody, of models and of providers. Read on every request: answers from memory. */
export interface SharedLimits {
  /** @param model The upstream's name. */
  ofModel(model: string): RateLimits | undefined;
  /** @param provider An instance, e.g. `bailian-east`. */
  ofProvider(provider: string): RateLimits | undefined;
}

export const SharedLimits = Symbol('SharedLimits');

/** How near a caller is to its limits: of those that hold for it, the one with the least left. */
export interface RateLimitStanding {
  readonly requests?: LimitStanding;
  readonly tokens?: LimitStanding;
}

export interface LimitStanding {
  /** Per minute. */
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until more of it is free. */
  readonly resetMs: number;
}
