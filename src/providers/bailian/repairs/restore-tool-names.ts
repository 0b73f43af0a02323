import { map, type OperatorFunction } from 'rxjs';
import { ChatChunk } from '../../../contracts/chat-chunk.js';
import type { ChatCompletion } from '../../../contracts/chat-completion.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Gives the functions in a stream the client's names again, by a map from the wire's. Chunks without one of these names go on
 * as they came; a look at their text tells.
 */
export function restoreToolNames(names: ReadonlyMap<string, string>): OperatorFunction<ChatChunk, ChatChunk> {
  const quoted = [...names.keys()].map((name) => `"${name}"`);
  return map((chunk) => {
    if (!quoted.some((name) => chunk.data.includes(name))) return chunk;
    const choices = chunk.value.choices.map((choice) => ({
      ...choice,
      delta: restoreCalls(choice.delta, names),
    }));
    return new ChatChunk(JSON.stringify({ ...chunk.value, choices }));
  });
}

/** The same for a plain answer. */
export function restoreCompletion(
  completion: ChatCompletion,
  names: ReadonlyMap<string, string>,
): ChatCompletion {
  const choices = completion.choices.map((choice) => ({
    ...choice,
    message: restoreCalls(choice.message, names),
  }));
  return { ...completion, choices };
}

function restoreCalls<Message extends object>(message: Message, names: ReadonlyMap<string, string>): Message {
  const { tool_calls: calls } = message as Fields;
  if (!Array.isArray(calls)) return message;
  return { ...message, tool_calls: calls.map((call: unknown) => restoreCall(call, names)) };
}

function restoreCall(call: unknown, names: ReadonlyMap<string, string>): unknown {
  const definition = isRecord(call) ? call.function : undefined;
  const name = isRecord(definition) ? names.get(String(definition.name)) : undefined;
  if (name === undefined || !isRecord(call) || !isRecord(definition)) return call;
  return { ...call, function: { ...definition, name } };
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
