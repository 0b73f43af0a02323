import type { ResponsesRequest } from '../../../contracts/responses.js';
import { isRecord } from '../../is-record.js';
import type { Reports } from '../../reports.js';

/** Fields with a meaning here, or that are repeated in the response, which is all that OpenAI's clients expect of them. */
const HEEDED = new Set([
  'model',
  'input',
  'instructions',
  'stream',
  'store',
  'previous_response_id',
  'conversation',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'top_logprobs',
  'text',
  'reasoning',
  'include',
  'metadata',
  'stream_options',
  'background',
  'truncation',
  'service_tier',
  'enable_thinking',
  'thinking_budget',
  'preserve_thinking',
]);
const HONOURED_INCLUDES: readonly unknown[] = ['reasoning.encrypted_content', 'message.output_text.logprobs'];

/** Reports what is accepted and changes nothing: hints, and fields that nobody here knows. */
export function reportIgnored(request: ResponsesRequest, reports: Reports): void {
  for (const [field, value] of Object.entries(request)) {
    if (value !== undefined && value !== null && value !== false && !HEEDED.has(field)) {
      if (!(Array.isArray(value) && value.length === 0)) reports.addForeign(field);
    }
  }
  const { stream_options: streamOptions, text, reasoning, include, truncation, service_tier: tier } = request;
  if (isRecord(streamOptions) && streamOptions.include_obfuscation === true) {
    reports.add('stream_options.include_obfuscation');
  }
  if (isRecord(text) && isThere(text.verbosity)) reports.add('text.verbosity');
  for (const field of ['context', 'mode']) {
    if (isRecord(reasoning) && isThere(reasoning[field])) reports.add(`reasoning.${field}`);
  }
  if (Array.isArray(include) && include.some((value) => !HONOURED_INCLUDES.includes(value))) {
    reports.add('include');
  }
  if (truncation === 'auto') reports.add('truncation');
  if (isThere(tier) && tier !== 'auto' && tier !== 'default') reports.add('service_tier');
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
