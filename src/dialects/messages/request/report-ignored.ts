import type { MessagesRequest } from '../../../contracts/messages.js';
import { isRecord } from '../../is-record.js';
import type { Reports } from '../../reports.js';

/** Fields with a meaning here. */
const HEEDED = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'thinking',
  'tools',
  'tool_choice',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'output_config',
  'output_format',
  'enable_thinking',
  'thinking_budget',
  'preserve_thinking',
]);

/** Reports what is accepted and changes nothing: hints, and fields that nobody here knows. */
export function reportIgnored(request: MessagesRequest, reports: Reports): void {
  for (const [field, value] of Object.entries(request)) {
    if (!HEEDED.has(field) && isThere(value)) reports.addForeign(field);
  }
  const { output_config: config } = request;
  for (const field of isRecord(config) ? Object.keys(config) : []) {
    if (field !== 'effort' && field !== 'format') reports.addForeign(`output_config.${field}`);
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
