import { GatewayError } from '../contracts/gateway-error.js';

/** @throws GatewayError precondition_failed where somebody else has changed the object since the caller read it. */
export function requireVersion(
  { version }: { readonly version: number },
  expected: number | undefined,
): void {
  if (expected === undefined || expected === version) return;
  throw new GatewayError(
    'precondition_failed',
    'It was changed since you read it (If-Match is not its ETag): read it again, and decide anew.',
  );
}

export function unknownAccount(noun: string, id: string): GatewayError {
  return new GatewayError('not_found', `There is no ${noun} ${JSON.stringify(id.slice(0, 100))}.`);
}
