import type { GatewayError } from '../../../contracts/gateway-error.js';
import type { ResponseFailure } from '../../../contracts/responses.js';

/** What a response failed of. Codes are those that clients know: Codex decides by them whether it tries again. */
export function writeFailure({ kind, message, details }: GatewayError): ResponseFailure {
  const code = kind.status >= 500 ? 'server_error' : (kind.code ?? 'server_error');
  return { code, message, type: kind.type, param: details.param ?? null };
}
