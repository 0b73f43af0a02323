import type { RateLimits } from '../contracts/rate-limits.js';

/** `limits:` of config.yaml: what all callers together may take of a model, by the upstream's name, or of a provider. */
export interface ConfiguredLimits {
  readonly models: Readonly<Record<string, RateLimits>>;
  readonly providers: Readonly<Record<string, RateLimits>>;
}
