import type { RateLimitStanding } from './rate-limits.js';
import type { Attempt } from './attempt.js';
import type { Demand } from './demand.js';
import type { ModelRequest } from './estimate-input.js';
import type { EventDialect } from './event-dialect.js';
import type { OutputCap } from './output-cap.js';
import type { Principal } from './principal.js';
import type { RequestTrace } from './request-trace.js';
import type { ThinkingWish } from './thinking.js';

/** One request of a client on its way through the gateway. Made at the edge, filled by the hops it passes. */
export interface Call {
  /** The client's `x-request-id` where it is 1-128 of [A-Za-z0-9._-], else ours. */
  readonly requestId: string;
  readonly principal: Principal;
  /** Paths of the client's request fields that were changed for the upstream; becomes `x-gateway-adapted`. */
  readonly adaptations: Set<string>;
  /** Set by the max-tokens interceptor. */
  outputCap?: OutputCap;
  /** Set by dialects that say it elsewhere than in the chat request's own fields; else providers read it from there. */
  thinking?: ThinkingWish;
  /** The client's demand for stream events; unset for plain answers. */
  demand?: Demand;
  /** Set by dialects whose streams end and keep alive otherwise than chat's. */
  eventDialect?: EventDialect;
  /** Whose words the client understands, in errors and in lists of models; OpenAI's where it is unset. */
  speaks?: 'anthropic';
  /** What the model is asked, as its provider was told; unset where it is told otherwise. */
  request?: ModelRequest;
  /** Set where limits hold for it; becomes the `x-ratelimit-` headers. */
  rateLimits?: RateLimitStanding;
  /** The latest attempt at an upstream. */
  attempt?: Attempt;
  /** Unset while tracing is off. */
  trace?: RequestTrace;
}

export function createCall(requestId: string, principal: Principal): Call {
  return { requestId, principal, adaptations: new Set() };
}
