import type { ResponsesRequest } from '../../../contracts/responses.js';
import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';

interface FieldCheck {
  readonly isValid: (value: unknown) => boolean;
  /** What is valid, after "must be". */
  readonly valid: string;
}

const INCLUDES = [
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
  'message.output_text.logprobs',
] as const;

const SERVICE_TIERS = ['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast'];
const SUMMARIES = ['auto', 'concise', 'detailed'];
const MOST_METADATA = 16;
const LONGEST_KEY = 64;
const LONGEST_VALUE = 512;

const text: FieldCheck = { isValid: (value) => typeof value === 'string', valid: 'a string' };
const name: FieldCheck = { isValid: (value) => typeof value === 'string' && value !== '', valid: 'an id' };
const truth: FieldCheck = { isValid: (value) => typeof value === 'boolean', valid: 'true or false' };
const record: FieldCheck = { isValid: isRecord, valid: 'an object' };
const between = (least: number, most: number): FieldCheck => ({
  isValid: (value) => typeof value === 'number' && value >= least && value <= most,
  valid: `a number from ${least} to ${most}`,
});
const whole = (least: number, most = Number.MAX_SAFE_INTEGER): FieldCheck => ({
  isValid: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  valid:
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number, at least ${least}`
      : `a whole number from ${least} to ${most}`,
});
const oneOf = (words: readonly string[]): FieldCheck => ({
  isValid: (value) => words.includes(value as string),
  valid: `one of ${words.join(', ')}`,
});

const FIELDS: Readonly<Record<string, FieldCheck>> = {
  instructions: text,
  temperature: between(0, 2),
  top_p: between(0, 1),
  presence_penalty: between(-2, 2),
  frequency_penalty: between(-2, 2),
  top_logprobs: whole(0, 20),
  max_output_tokens: whole(1),
  max_tool_calls: whole(1),
  parallel_tool_calls: truth,
  store: truth,
  stream: truth,
  background: truth,
  truncation: oneOf(['auto', 'disabled']),
  service_tier: oneOf(SERVICE_TIERS),
  text: record,
  reasoning: record,
  previous_response_id: name,
  user: text,
  prompt_cache_key: text,
  safety_identifier: text,
};

/** What would have to be run here, and is not. `false`, empty lists and null ask for nothing. */
const NOT_SERVED = ['prompt', 'context_management', 'moderation', 'access_programs', 'image'];

/** @throws GatewayError 400 that names the first field with a wrong value, or with a value that cannot be served. */
export function checkFields(request: ResponsesRequest): void {
  for (const [field, { isValid, valid }] of Object.entries(FIELDS)) {
    const value = request[field];
    if (isThere(value) && !isValid(value)) refuse(field, `${field} must be ${valid}.`);
  }
  for (const field of NOT_SERVED) {
    if (asksForSomething(request[field])) refuse(field, `${field} is not served here; leave it out.`);
  }
  checkTogether(request);
  checkNested(request);
  checkMetadata(request.metadata);
  checkInclude(request.include);
}

function checkTogether(request: ResponsesRequest): void {
  const { conversation, previous_response_id: previous, stream_options: streamOptions, input } = request;
  if (isThere(conversation) && isThere(previous)) {
    refuse(
      'previous_response_id',
      'previous_response_id and conversation exclude each other; send one of the two.',
    );
  }
  if (isThere(conversation) && !isConversation(conversation)) {
    refuse('conversation', 'conversation must be an id, or an object with one.');
  }
  if (isThere(streamOptions)) {
    if (!isRecord(streamOptions)) refuse('stream_options', 'stream_options must be an object.');
    if (request.stream !== true) refuse('stream_options', 'stream_options are for stream: true only.');
  }
  const isEmpty = !isThere(input) || input?.length === 0;
  if (isEmpty && !isThere(conversation) && !isThere(previous)) {
    refuse('input', 'input must be a text or a list of items, and must not be empty.');
  }
}

function isConversation(value: unknown): boolean {
  return name.isValid(isRecord(value) ? value.id : value);
}

function checkNested({ text: texts, reasoning }: ResponsesRequest): void {
  const check = (path: string, value: unknown, { isValid, valid }: FieldCheck): void => {
    if (isThere(value) && !isValid(value)) refuse(path, `${path} must be ${valid}.`);
  };
  const { verbosity } = isRecord(texts) ? texts : {};
  const { summary, generate_summary: older } = isRecord(reasoning) ? reasoning : {};
  check('text.verbosity', verbosity, oneOf(['low', 'medium', 'high']));
  check('reasoning.summary', summary, oneOf(SUMMARIES));
  check('reasoning.generate_summary', older, oneOf(SUMMARIES));
}

function checkMetadata(metadata: unknown): void {
  if (!isThere(metadata)) return;
  if (!isRecord(metadata)) refuse('metadata', 'metadata must be an object with texts.');
  const entries = Object.entries(metadata);
  if (entries.length > MOST_METADATA) refuse('metadata', `metadata may have at most ${MOST_METADATA} keys.`);
  for (const [key, value] of entries) {
    if (key.length > LONGEST_KEY) {
      refuse('metadata', `a key of metadata may have at most ${LONGEST_KEY} characters.`);
    }
    if (typeof value !== 'string' || value.length > LONGEST_VALUE) {
      refuse('metadata', `the values of metadata must be texts of at most ${LONGEST_VALUE} characters.`);
    }
  }
}

function checkInclude(include: unknown): void {
  if (!isThere(include)) return;
  if (!Array.isArray(include)) refuse('include', 'include must be a list.');
  const known: readonly unknown[] = INCLUDES;
  const at = include.findIndex((value) => !known.includes(value));
  if (at >= 0) refuse(`include[${at}]`, `include[${at}] must be one of ${INCLUDES.join(', ')}.`);
}

function asksForSomething(value: unknown): boolean {
  if (!isThere(value) || value === false) return false;
  return !(Array.isArray(value) && value.length === 0);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
