import type { ProviderLocation } from '../contracts/provider.js';
import type { Limits } from './describe-limits.js';
import type { Endpoint } from './explain-request.js';

/** What would become of a request, without sending it. */
export interface Explanation {
  readonly object: 'explanation';
  readonly endpoint: Endpoint;
  readonly model: {
    readonly requested: string;
    /** The provider's own name of it. */
    readonly upstream: string;
    /** False where the model was named with its provider and no list has it. */
    readonly is_listed: boolean;
  };
  readonly provider: {
    readonly name: string;
    readonly type: string;
    readonly region?: string;
    readonly host: ProviderLocation['host'];
  };
  /** As they would go out, less credentials. */
  readonly requests: readonly ExplainedRequest[];
  readonly adaptations: readonly string[];
  readonly limits: Limits;
  readonly estimated_input_tokens: number;
  /** How it was estimated, and what is not in it. */
  readonly estimate: string;
}

export interface ExplainedRequest {
  readonly method: 'POST';
  /** On the provider's host. */
  readonly path: string;
  readonly body: object;
}
