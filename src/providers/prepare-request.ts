import type { Call } from '../contracts/call.js';
import type { ModelRequest } from '../contracts/estimate-input.js';

/** What a request needs of its target: the upstream's name of the model, and the first step of the capability. */
export interface PreparingTarget<Request, Prepared> {
  readonly model: string;
  readonly capability: { prepare(request: Request, call: Call): Prepared };
}

/**
 * The request as its target's upstream will get it, under the upstream's name of the model; the call notes what it is and what
 * differs from the client's. Nothing is sent. @throws GatewayError for what the target is known to refuse.
 */
export function prepareRequest<
  Request extends ModelRequest,
  Prepared extends { readonly adaptations: readonly string[] },
>({ model, capability }: PreparingTarget<Request, Prepared>, request: Request, call: Call): Prepared {
  const named = model === request.model ? request : { ...request, model };
  call.request = named;
  const prepared = capability.prepare(named, call);
  for (const path of prepared.adaptations) call.adaptations.add(path);
  return prepared;
}
