import { GatewayError } from '../../contracts/gateway-error.js';

/** Chat fields and what they are in Responses. */
const NAMES: readonly (readonly [chat: string, responses: string])[] = [
  ['max_tokens', 'max_output_tokens'],
  ['max_completion_tokens', 'max_output_tokens'],
  ['response_format', 'text.format'],
  ['reasoning_effort', 'reasoning.effort'],
  ['messages', 'input'],
  ['tools', 'tools'],
];

/**
 * The path of a chat field that a provider changed or refused, as the path of what the client said. Positions are left out:
 * messages and functions are not counted as items and tools are.
 */
export function nameForClient(path: string): string {
  const named = NAMES.find(
    ([chat]) => path === chat || path.startsWith(`${chat}.`) || path.startsWith(`${chat}[`),
  );
  if (named === undefined) return path;
  const [, name] = named;
  return name === 'tools' && path.endsWith('.strict') ? 'tools.strict' : name;
}

/** An error with its param likewise. */
export function renameParam(error: unknown): unknown {
  if (!(error instanceof GatewayError) || error.details.param === undefined) return error;
  const param = nameForClient(error.details.param);
  if (param === error.details.param) return error;
  return new GatewayError(error.kindName, error.message, { cause: error, ...error.details, param });
}
