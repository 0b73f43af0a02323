import { GatewayError } from '../../contracts/gateway-error.js';

/** Chat fields and what they are in Messages. */
const NAMES: readonly (readonly [chat: string, messages: string])[] = [
  ['max_completion_tokens', 'max_tokens'],
  ['response_format', 'output_config.format'],
  ['reasoning_effort', 'output_config.effort'],
  ['parallel_tool_calls', 'tool_choice.disable_parallel_tool_use'],
  ['stop', 'stop_sequences'],
  // Positions are left out: messages are not counted as they are in chat.
  ['messages', 'messages'],
  ['tools', 'tools'],
];

/** The path of a chat field that a provider changed or refused, as the path of what the client said. */
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
