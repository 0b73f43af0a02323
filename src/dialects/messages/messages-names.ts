import { ClientNames } from '../client-names.js';

/** Chat fields and what they are in Messages. */
export const MESSAGES_NAMES = new ClientNames([
  ['max_completion_tokens', 'max_tokens'],
  ['response_format', 'output_config.format'],
  ['reasoning_effort', 'output_config.effort'],
  ['parallel_tool_calls', 'tool_choice.disable_parallel_tool_use'],
  ['stop', 'stop_sequences'],
  ['messages', 'messages'],
  ['tools', 'tools'],
]);
