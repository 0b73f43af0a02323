import type { ChatCompletion, ChatCompletionChoice } from '../../contracts/chat-completion.js';
import { type Answer, createCallId } from './answer.js';
import { generate } from './generate.js';

interface Collected {
  reasoning: string;
  content: string;
  calls: { name: string; arguments: string }[];
  finishReason: string;
}

/** A plain answer. A partial one has half of the text, and no reason why it ended. */
export function completeAnswer(answer: Answer, isPartial: boolean): ChatCompletion {
  const { request, requestId, created } = answer;
  const choices = Array.from({ length: request.choiceCount }, (_, index) => {
    const collected = collect(answer);
    if (isPartial) {
      const characters = Array.from(collected.content);
      collected.content = characters.slice(0, Math.ceil(characters.length / 2)).join('');
    }
    return writeChoice(answer, index, { collected, isPartial });
  });
  const usage = answer.readUsage();
  const envelope = { created, model: request.model.id, id: `chatcmpl-${requestId}` };
  if (request.model.dialect === 'newer') return { choices, ...envelope, object: 'chat.completion', usage };
  return { choices, object: 'chat.completion', usage, ...envelope, system_fingerprint: null };
}

function collect(answer: Answer): Collected {
  const collected: Collected = { reasoning: '', content: '', calls: [], finishReason: 'stop' };
  for (const part of generate(answer.request, answer.plan, answer.meter)) {
    switch (part.kind) {
      case 'reasoning':
      case 'content':
        collected[part.kind] += part.text;
        break;
      case 'call-start':
        collected.calls.push({ name: part.name, arguments: '' });
        break;
      case 'call-arguments':
        collected.calls = collected.calls.map((call, index) =>
          index === part.index ? { ...call, arguments: call.arguments + part.text } : call,
        );
        break;
      case 'call-end':
        break;
      case 'finish':
        collected.finishReason = part.reason;
    }
  }
  return collected;
}

function writeChoice(
  { request, requestId }: Answer,
  index: number,
  { collected, isPartial }: { collected: Collected; isPartial: boolean },
): ChatCompletionChoice {
  const { content, reasoning, calls } = collected;
  const toolCalls = calls.map((call, position) => ({
    function: { arguments: call.arguments, name: call.name },
    id: createCallId(requestId, index, position),
    index: position,
    type: 'function',
  }));
  const message = {
    content,
    reasoning_content: reasoning,
    role: 'assistant',
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
  };
  const finishReason = isPartial ? null : collected.finishReason;
  if (request.model.dialect === 'newer') return { finish_reason: finishReason, index, message };
  return { message, finish_reason: finishReason, index, logprobs: null };
}
