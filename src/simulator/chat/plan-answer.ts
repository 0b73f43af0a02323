import type { ChatRequest, FunctionTool } from './chat-request.js';
import { createInstance } from './create-instance.js';
import { type Directive, type ScriptedCall, withoutDirective } from './directive.js';
import { listParts, readText } from './message-text.js';
import { splitTokens } from './tokens.js';

/** What a model is going to say, before caps and stop texts cut it. Its texts can be walked more than once. */
export interface AnswerPlan {
  readonly reasoning?: () => Iterable<string>;
  readonly content: () => Iterable<string>;
  readonly toolCalls: readonly ScriptedCall[];
}

const QUOTED_CHARACTERS = 80;
const VOCABULARY = 'the quick brown fox jumps over a lazy dog while seven wizards mix green potions'.split(
  ' ',
);
const REFUSAL = "I'm sorry, but I can't help with that.";

/** The same request gets the same answer. */
export function planAnswer(request: ChatRequest, directive: Directive | undefined): AnswerPlan {
  const calls = directive?.toolCalls ?? (isScripted(directive) ? [] : chooseCalls(request));
  const isSingle = request.tools.length > 0 && !request.callsInParallel;
  const toolCalls = isSingle ? calls.slice(0, 1) : calls;
  const reasoning = request.isThinking ? (directive?.reasoning ?? describeThought(request)) : undefined;
  return {
    ...(reasoning === undefined ? {} : { reasoning: () => splitTokens(reasoning) }),
    content: planContent(request, directive, toolCalls.length > 0),
    toolCalls,
  };
}

function isScripted(directive: Directive | undefined): boolean {
  return directive?.text !== undefined || directive?.words !== undefined || directive?.isRefusal === true;
}

function planContent(
  request: ChatRequest,
  directive: Directive | undefined,
  hasCalls: boolean,
): () => Iterable<string> {
  const words = directive?.words;
  if (directive?.text === undefined && words !== undefined) return () => listWords(words);
  const text = directive?.text ?? (directive?.isRefusal === true ? REFUSAL : undefined);
  const usual = hasCalls ? '' : describeAnswer(request);
  return () => splitTokens(text ?? usual);
}

function* listWords(count: number): Generator<string, void> {
  for (let index = 0; index < count; index += 1) {
    const word = VOCABULARY[index % VOCABULARY.length] ?? '';
    yield index === 0 ? word : ` ${word}`;
  }
}

function chooseCalls({ tools, toolChoice }: ChatRequest): readonly ScriptedCall[] {
  const call = (tool: FunctionTool | undefined): readonly ScriptedCall[] =>
    tool === undefined
      ? []
      : [
          {
            name: tool.name,
            arguments: JSON.stringify(createInstance(tool.parameters ?? { type: 'object' })),
          },
        ];
  switch (toolChoice.kind) {
    case 'required':
      return call(tools[0]);
    case 'named':
      return call(tools.find(({ name }) => name === toolChoice.name));
    case 'auto':
    case 'none':
      return [];
  }
}

function describeAnswer(request: ChatRequest): string {
  const { responseFormat } = request;
  switch (responseFormat.kind) {
    case 'json_schema':
      return JSON.stringify(createInstance(responseFormat.schema));
    case 'json_object':
      return JSON.stringify({ answer: describePrompt(request) });
    case 'text':
      return describePrompt(request);
  }
}

function describePrompt({ model, messages }: ChatRequest): string {
  const result = messages.at(-1);
  if (result?.role === 'tool') return `The tool returned: ${quote(readText(result))}.`;
  const message = messages.findLast(({ role }) => role === 'user');
  const text = withoutDirective(readText(message));
  const count = text.split(/\s+/).filter(Boolean).length;
  const media = describeMedia(listParts(message));
  return `This is a simulated answer of ${model.id} to your ${count} ${count === 1 ? 'word' : 'words'}: ${quote(text)}.${media}`;
}

function describeMedia(parts: readonly Record<string, unknown>[]): string {
  const kinds = { image_url: 'image', input_audio: 'recording', video: 'video', video_url: 'video' };
  return Object.entries(kinds)
    .map(([type, noun]) => {
      const count = parts.filter((part) => part.type === type).length;
      return count === 0 ? '' : ` I received ${count} ${noun}${count === 1 ? '' : 's'}.`;
    })
    .join('');
}

function describeThought({ messages }: ChatRequest): string {
  const text = withoutDirective(readText(messages.findLast(({ role }) => role === 'user')));
  return `The user says ${quote(text)}. I should give a short answer.`;
}

function quote(text: string): string {
  const characters = Array.from(text.slice(0, QUOTED_CHARACTERS * 2));
  const isCut = characters.length > QUOTED_CHARACTERS || text.length > QUOTED_CHARACTERS * 2;
  return `"${characters.slice(0, QUOTED_CHARACTERS).join('')}${isCut ? '…' : ''}"`;
}
