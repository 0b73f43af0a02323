import { ClientNames } from '../client-names.js';

/** Chat fields and what they are in Responses. */
export const RESPONSES_NAMES = new ClientNames([
  ['max_tokens', 'max_output_tokens'],
  ['max_completion_tokens', 'max_output_tokens'],
  ['response_format', 'text.format'],
  ['reasoning_effort', 'reasoning.effort'],
  ['messages', 'input'],
  ['tools', 'tools'],
]);
