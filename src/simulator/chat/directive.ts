import type { ChatMessage } from '../../contracts/chat-completion.js';
import { SimulatorError } from '../edge/simulator-error.js';
import type { Fault } from '../faults/fault.js';
import { FAULT_FIELD_NAMES, parseFault } from '../faults/parse-fault.js';
import { isRecord } from '../edge/is-record.js';
import { readText } from './message-text.js';

/** What the prompt itself says the answer should be, for clients that can set neither headers nor faults. */
export interface Directive {
  readonly text?: string;
  /** Answer with so many words. */
  readonly words?: number;
  /** Used where the model thinks. */
  readonly reasoning?: string;
  readonly toolCalls?: readonly ScriptedCall[];
  readonly isRefusal: boolean;
  readonly fault: Fault;
}

export interface ScriptedCall {
  readonly name: string;
  /** Text goes out as it is, so that broken JSON is possible too. */
  readonly arguments: string;
}

const OPENING = '[[sim:';
const CLOSING = ']]';

const CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  words: (value) => Number.isInteger(value) && Number(value) >= 0,
  reasoning: (value) => typeof value === 'string',
  refusal: (value) => typeof value === 'boolean',
  tool_calls: (value) =>
    Array.isArray(value) && value.every((call) => isRecord(call) && typeof call.name === 'string'),
};

/**
 * The directive for this turn of the conversation. It stands in the last user message; of its `steps`, each assistant
 * message after that has used up one. One without steps is for the first turn only, so that an agent's loop ends.
 * @throws SimulatorError 400 that names what is wrong.
 */
export function readDirective(messages: readonly ChatMessage[]): Directive | undefined {
  const start = messages.findLastIndex(({ role }) => role === 'user');
  const json = findJson(readText(messages[start]));
  if (json === undefined) return undefined;
  const { steps, ...single } = json;
  if (steps !== undefined && !(Array.isArray(steps) && steps.every(isRecord))) {
    throw createDirectiveError('steps must be a list of objects');
  }
  const turn = messages
    .slice(start + 1)
    .filter((message) => message.role === 'assistant' && !message.partial).length;
  const script = Array.isArray(steps) ? steps : [single];
  const step = script[turn];
  return step === undefined ? undefined : parseStep(step);
}

/** The user's text without the directive. */
export function withoutDirective(text: string): string {
  const start = text.indexOf(OPENING);
  const end = start < 0 ? undefined : findEnd(text, start)?.end;
  return end === undefined ? text : (text.slice(0, start) + text.slice(end)).trim();
}

function findJson(text: string): Record<string, unknown> | undefined {
  const start = text.indexOf(OPENING);
  if (start < 0) return undefined;
  const found = findEnd(text, start);
  if (found === undefined) throw createDirectiveError('what follows [[sim: must be a JSON object and ]]');
  return found.value;
}

/** The closing brackets may also occur inside the JSON, so the first after which it parses are the ones. */
function findEnd(text: string, start: number): { value: Record<string, unknown>; end: number } | undefined {
  const begin = start + OPENING.length;
  for (let end = text.indexOf(CLOSING, begin); end >= 0; end = text.indexOf(CLOSING, end + 1)) {
    const value = parseJson(text.slice(begin, end));
    if (isRecord(value)) return { value, end: end + CLOSING.length };
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function parseStep(step: Record<string, unknown>): Directive {
  const fields = Object.entries(step);
  for (const [name, value] of fields) {
    if (Object.hasOwn(CHECKS, name) && CHECKS[name]?.(value) !== true) {
      throw createDirectiveError(`${name} has a wrong value`);
    }
    if (!Object.hasOwn(CHECKS, name) && !FAULT_FIELD_NAMES.has(name)) {
      throw createDirectiveError(`${name} is not a known field`);
    }
  }
  const { text, words, reasoning, tool_calls: calls, refusal } = step;
  return {
    ...(typeof text === 'string' ? { text } : {}),
    ...(typeof words === 'number' ? { words } : {}),
    ...(typeof reasoning === 'string' ? { reasoning } : {}),
    ...(Array.isArray(calls) ? { toolCalls: (calls as Record<string, unknown>[]).map(parseCall) } : {}),
    isRefusal: refusal === true,
    fault: parseFault(Object.fromEntries(fields.filter(([name]) => FAULT_FIELD_NAMES.has(name)))),
  };
}

function parseCall({ name, arguments: values }: Record<string, unknown>): ScriptedCall {
  return {
    name: String(name),
    arguments: typeof values === 'string' ? values : JSON.stringify(values ?? {}),
  };
}

function createDirectiveError(problem: string): SimulatorError {
  return new SimulatorError({
    status: 400,
    code: 'invalid_directive',
    type: 'invalid_request_error',
    message: `[[sim: …]]: ${problem}`,
    stage: 'edge',
  });
}
