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

function repairChoice(choice: ReceivedChoice, position: number, names: ToolNames | undefined): boolean {
  const { index, message, finish_reason: finishReason } = choice;
  if (!Number.isInteger(index)) choice.index = position;
  const answered = isRecord(message) ? message : {};
  choice.message = answered;
  const isMessageChanged = repairMessage(answered, names);
  // null is what is left of an answer that was cut, which has been dealt with before.
  const reason = readText(finishReason) ?? 'stop';
  choice.finish_reason = reason === 'stop' && 'tool_calls' in answered ? 'tool_calls' : reason;
  return (
    isMessageChanged ||
    choice.index !== index ||
    choice.message !== message ||
    choice.finish_reason !== finishReason
  );
}

function repairMessage(message: Record<string, unknown>, names: ToolNames | undefined): boolean {
  const { role, content } = message;
  message.role = readText(role) ?? 'assistant';
  message.content = content ?? null;
  const areCallsChanged = repairCalls(message, names);
  return areCallsChanged || message.role !== role || message.content !== content;
}

function repairCalls(message: Record<string, unknown>, names: ToolNames | undefined): boolean {
  if (!('tool_calls' in message)) return false;
  const calls: ReceivedCall[] = readRecords(message.tool_calls);
  if (calls.length === 0) return delete message.tool_calls;
  const isFiltered = !Array.isArray(message.tool_calls) || message.tool_calls.length !== calls.length;
  if (isFiltered) message.tool_calls = calls;
  const ids = new Set<unknown>();
  return calls.map((call) => repairCall(call, ids, names)).includes(true) || isFiltered;
}

function repairCall(call: ReceivedCall, ids: Set<unknown>, names: ToolNames | undefined): boolean {
  const { id, type, function: called } = call;
  call.id = readText(id) === undefined || ids.has(id) ? mintCallId() : id;
  ids.add(call.id);
  call.type = readText(type) ?? 'function';
  // Streams need an index, plain answers do not have one in OpenAI's contract; strict clients refuse it.
  const hadIndex = 'index' in call && delete call.index;
  const isFunctionChanged = isRecord(called) && repairFunction(called, names);
  return hadIndex || isFunctionChanged || call.id !== id || call.type !== type;
}

function repairFunction(called: Record<string, unknown>, names: ToolNames | undefined): boolean {
  const { name, arguments: values } = called;
  const text = writeArguments(values);
  called.arguments = text === '' ? '{}' : text;
  called.name = typeof name === 'string' ? (names?.get(name) ?? name) : name;
  return called.arguments !== values || called.name !== name;
}
