import type { CompletionUsage, ToolCallDelta } from '../../contracts/chat-completion.js';
import { type Answer, createCallId } from './answer.js';
import type { Part } from './generate.js';

type Delta = Record<string, unknown>;

/**
 * The chunks of one model generation. Key order follows the recordings, since it differs between them and clients must not
 * depend on it; null and "" too.
 */
export interface ChunkWriter {
  /** What stands before the first part, if anything does. */
  opening(part: Part): Delta | undefined;
  delta(part: Exclude<Part, { kind: 'finish' }>, context: PartContext): Delta | undefined;
  finalDelta(isAfterCalls: boolean): Delta;
  choice(fields: ChoiceFields): Record<string, unknown>;
  envelope(
    answer: Answer,
    choices: readonly unknown[],
    usage: CompletionUsage | null,
  ): Record<string, unknown>;
}

export interface PartContext {
  readonly answer: Answer;
  readonly choiceIndex: number;
  /** No chunk of this choice has been written yet. */
  readonly isFirst: boolean;
}

interface ChoiceFields {
  readonly index: number;
  readonly delta: Delta;
  readonly finishReason: string | null;
}

const describeCall = (part: Part & { kind: 'call-start' }, context: PartContext): ToolCallDelta => ({
  index: part.index,
  id: createCallId(context.answer.requestId, context.choiceIndex, part.index),
  type: 'function',
  function: { name: part.name, arguments: '' },
});

/** Later pieces of a call carry an empty id: clients must merge by index. */
const describeArguments = (part: Part & { kind: 'call-arguments' }): ToolCallDelta => ({
  index: part.index,
  id: '',
  type: 'function',
  function: { arguments: part.text },
});

const olderWriter: ChunkWriter = {
  opening: (part) => {
    if (part.kind === 'call-start') return undefined;
    if (part.kind !== 'reasoning') return { content: '', role: 'assistant' };
    return { content: null, role: 'assistant', reasoning_content: '' };
  },
  delta: (part, context) => {
    const role = context.isFirst ? { role: 'assistant' } : {};
    switch (part.kind) {
      case 'reasoning':
        return { content: null, reasoning_content: part.text };
      case 'content':
        return context.answer.plan.reasoning === undefined
          ? { content: part.text }
          : { content: part.text, reasoning_content: null };
      case 'call-start':
        return { content: null, tool_calls: [describeCall(part, context)], ...role };
      case 'call-arguments':
        return { content: null, tool_calls: [describeArguments(part)] };
      case 'call-end':
        return undefined;
    }
  },
  finalDelta: () => ({ content: '' }),
  choice: ({ index, delta, finishReason }) => ({ delta, finish_reason: finishReason, index, logprobs: null }),
  envelope: ({ created, request, requestId }, choices, usage) => ({
    choices,
    object: 'chat.completion.chunk',
    usage,
    created,
    system_fingerprint: null,
    model: request.model.id,
    id: `chatcmpl-${requestId}`,
  }),
};

const newerWriter: ChunkWriter = {
  opening: () => ({ content: '', role: 'assistant', reasoning_content: '' }),
  delta: (part, context) => {
    switch (part.kind) {
      case 'reasoning':
        return { content: '', reasoning_content: part.text };
      case 'content':
        return { content: part.text, reasoning_content: '' };
      case 'call-start':
        return { tool_calls: [describeCall(part, context)], content: '', reasoning_content: '' };
      case 'call-arguments':
        return { tool_calls: [describeArguments(part)], content: '', reasoning_content: '' };
      case 'call-end':
        return {
          tool_calls: [{ function: { arguments: '' }, index: part.index, id: null, type: 'function' }],
          content: '',
        };
    }
  },
  finalDelta: (isAfterCalls) => (isAfterCalls ? {} : { content: '', reasoning_content: '' }),
  choice: ({ index, delta, finishReason }) => ({ delta, index, finish_reason: finishReason, logprobs: null }),
  envelope: ({ created, request, requestId }, choices, usage) => ({
    model: request.model.id,
    id: `chatcmpl-${requestId}`,
    choices,
    created,
    object: 'chat.completion.chunk',
    usage,
  }),
};

export const CHUNK_WRITERS: Readonly<Record<'older' | 'newer', ChunkWriter>> = {
  older: olderWriter,
  newer: newerWriter,
};
