import { createInferenceError, createParameterError, type SimulatorError } from '../edge/simulator-error.js';
import { isRecord } from '../edge/is-record.js';
import type { SimulatedModel } from '../models/simulator.models.js';

const ROLES = ['system', 'assistant', 'user', 'tool', 'function'];
const DATA_URL = /^data:[^;,]+\/[^;,]+;base64,[A-Za-z0-9+/=_-]+$/;
const PART_TYPES = ['text', 'image_url', 'input_audio', 'video', 'video_url'];

/** As the strictest of the service's hosts: the system message stands first, and the role `developer` is not known. */
export function checkMessages(messages: unknown, model: SimulatedModel): void {
  if (!Array.isArray(messages)) throw createParameterError('you must provide a messages parameter');
  if (messages.length === 0) throw createParameterError("[] is too short - 'messages'");
  const openCalls = new Set<unknown>();
  messages.forEach((message: unknown, index) => {
    const problem = findProblem(message, index, { openCalls, model });
    if (problem !== undefined) throw problem;
  });
}

function findProblem(
  message: unknown,
  index: number,
  { openCalls, model }: { openCalls: Set<unknown>; model: SimulatedModel },
): SimulatorError | undefined {
  if (!isRecord(message)) {
    return createInferenceError('Input should be a valid dictionary or instance of GPT3Message');
  }
  const { role, content } = message;
  if (typeof role !== 'string' || !ROLES.includes(role)) {
    return createParameterError(
      `${String(role)} is not one of ${quoteList(ROLES)} - 'messages.['${index}].role'`,
    );
  }
  if (role === 'system' && index > 0) {
    return createInferenceError('System message must be at the beginning.');
  }
  const hasCalls = Array.isArray(message.tool_calls) && message.tool_calls.length > 0;
  if (hasCalls) for (const id of listCallIds(message.tool_calls)) openCalls.add(id);
  if (role === 'tool' && !openCalls.has(message.tool_call_id)) {
    return createInferenceError(
      'messages with role "tool" must be a response to a preceeding message with "tool_calls".',
    );
  }
  return (
    findContentProblem(content, role === 'assistant' && (hasCalls || content === null)) ??
    findMediaProblem(content, model)
  );
}

function findContentProblem(content: unknown, mayBeAbsent: boolean): SimulatorError | undefined {
  if (content === undefined || content === null) {
    return mayBeAbsent ? undefined : createInferenceError('The content field is a required field.');
  }
  if (typeof content === 'string') return undefined;
  const isKnown = (part: unknown): boolean => isRecord(part) && PART_TYPES.includes(String(part.type));
  if (Array.isArray(content) && content.every(isKnown)) return undefined;
  return createInferenceError('Unexpected item type in content.');
}

function findMediaProblem(content: unknown, model: SimulatedModel): SimulatorError | undefined {
  for (const part of Array.isArray(content) ? (content as readonly unknown[]) : []) {
    if (!isRecord(part) || part.type === 'text') continue;
    if (model.input === 'text') return createInferenceError('Unexpected item type in content.');
    const { image_url: image, video_url: video } = part;
    const holder = image ?? video;
    const url = isRecord(holder) ? holder.url : undefined;
    if (typeof url === 'string' && url.startsWith('data:') && !DATA_URL.test(url)) {
      return createInferenceError(
        'The provided URL does not appear to be valid. Ensure it is correctly formatted.',
      );
    }
  }
  return undefined;
}

function listCallIds(calls: unknown): readonly unknown[] {
  return Array.isArray(calls) ? calls.map((call: unknown) => (isRecord(call) ? call.id : undefined)) : [];
}

function quoteList(names: readonly string[]): string {
  return `[${names.map((name) => `'${name}'`).join(', ')}]`;
}
