/**
 * What upstreams send where OpenAI's contract has chunks, answers and tool calls. Any member may be missing or have another
 * type; repairs put it right in place, after which `contracts/chat-completion.ts` describes it.
 */
export interface ReceivedChoice {
  index?: unknown;
  delta?: unknown;
  message?: unknown;
  finish_reason?: unknown;
  [field: string]: unknown;
}

export interface ReceivedDelta {
  role?: unknown;
  content?: unknown;
  tool_calls?: unknown;
  function_call?: unknown;
  [field: string]: unknown;
}

/** A tool call, or a piece of one. */
export interface ReceivedCall {
  index?: unknown;
  id?: unknown;
  type?: unknown;
  function?: unknown;
  [field: string]: unknown;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The records of a list; none where it is no list. */
export function readRecords(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** A text that says something: upstreams send empty texts and null for nothing. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A function's arguments as OpenAI's contract has them: as JSON text, which some engines have already parsed. */
export function writeArguments(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
