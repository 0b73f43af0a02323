import type { ChatCompletion } from '../../../contracts/chat-completion.js';
import { mintCallId } from './mint-call-id.js';
import {
  isRecord,
  readRecords,
  readText,
  type ReceivedCall,
  type ReceivedChoice,
  writeArguments,
} from './received.js';
import type { ToolNames } from './tool-call-merger.js';

/**
 * Makes a plain answer keep OpenAI's contract, in place, and gives functions back the names that the client knows them by.
 * Returns false where nothing had to be changed.
 */
export function repairCompletion(completion: ChatCompletion, names?: ToolNames): boolean {
  const choices: ReceivedChoice[] = readRecords(completion.choices);
  return choices.map((choice, position) => repairChoice(choice, position, names)).includes(true);
}

interface Context {
  readonly names: ToolNames | undefined;
  /** Not so where the answer was cut, perhaps inside a call. */
  readonly isComplete: boolean;
}

function repairChoice(choice: ReceivedChoice, position: number, names: ToolNames | undefined): boolean {
  const { index, message, finish_reason: finishReason } = choice;
  if (!Number.isInteger(index)) choice.index = position;
  const answered = isRecord(message) ? message : {};
  choice.message = answered;
  // null is what is left of an answer that was cut, which has been dealt with before.
  const reason = readText(finishReason) ?? 'stop';
  const hasCalls = readRecords(answered.tool_calls).length > 0;
  choice.finish_reason = reason === 'stop' && hasCalls ? 'tool_calls' : reason;
  const isComplete = choice.finish_reason === 'tool_calls';
  return (
    repairMessage(answered, { names, isComplete }) ||
    choice.index !== index ||
    choice.message !== message ||
    choice.finish_reason !== finishReason
  );
}

function repairMessage(message: Record<string, unknown>, context: Context): boolean {
  const { role, content } = message;
  message.role = readText(role) ?? 'assistant';
  message.content = content ?? null;
  const areCallsChanged = repairCalls(message, context);
  return areCallsChanged || message.role !== role || message.content !== content;
}

function repairCalls(message: Record<string, unknown>, context: Context): boolean {
  if (!('tool_calls' in message)) return false;
  const calls: ReceivedCall[] = readRecords(message.tool_calls);
  if (calls.length === 0) return delete message.tool_calls;
  const isFiltered = !Array.isArray(message.tool_calls) || message.tool_calls.length !== calls.length;
  if (isFiltered) message.tool_calls = calls;
  const ids = new Set<unknown>();
  return calls.map((call) => repairCall(call, ids, context)).includes(true) || isFiltered;
}

function repairCall(call: ReceivedCall, ids: Set<unknown>, context: Context): boolean {
  const { id, type, function: called } = call;
  call.id = readText(id) === undefined || ids.has(id) ? mintCallId() : id;
  ids.add(call.id);
  call.type = readText(type) ?? 'function';
  // Streams need an index, plain answers do not have one in OpenAI's contract; strict clients refuse it.
  const hadIndex = 'index' in call && delete call.index;
  const isFunctionChanged = isRecord(called) && repairFunction(called, context);
  return hadIndex || isFunctionChanged || call.id !== id || call.type !== type;
}

function repairFunction(called: Record<string, unknown>, { names, isComplete }: Context): boolean {
  const { name, arguments: values } = called;
  const text = writeArguments(values);
  called.arguments = text === '' && isComplete ? '{}' : text;
  called.name = typeof name === 'string' ? (names?.get(name) ?? name) : name;
  return called.arguments !== values || called.name !== name;
}
