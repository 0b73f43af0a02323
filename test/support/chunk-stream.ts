import { from, type Observable } from 'rxjs';
import { ChatChunk } from '../../src/contracts/chat-chunk.js';
import type { PendingResponse } from '../../src/contracts/response-store.js';
import { asGatewayError } from '../../src/contracts/gateway-error.js';
import type { ResponsesRequest } from '../../src/contracts/responses.js';
import { createId } from '../../src/dialects/responses/create-id.js';
import type { ReasoningOutput } from '../../src/dialects/responses/events/reasoning-item.js';
import type { ResponseContext } from '../../src/dialects/responses/events/response-writer.js';
import { prepareResponses } from '../../src/dialects/responses/prepare-responses.js';
import { writeEcho } from '../../src/dialects/responses/request/write-echo.js';
import { StreamedResponse } from '../../src/dialects/responses/streamed-response.js';

type Members = Readonly<Record<string, unknown>>;

/** A chunk with this delta of the one choice. */
function chunk(delta: Members, finishReason: string | null = null): ChatChunk {
  return chunkOf({ choices: [{ index: 0, delta, finish_reason: finishReason }] });
}

function chunkOf(members: Members): ChatChunk {
  return new ChatChunk(JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', ...members }));
}

export const say = (content: string): ChatChunk => chunk({ content });
export const think = (text: string): ChatChunk => chunk({ reasoning_content: text });
export const finish = (reason = 'stop'): ChatChunk => chunk({ content: '' }, reason);
export const count = (input: number, output: number): ChatChunk =>
  chunkOf({
    choices: [],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  });

/** The beginning of a call, or a further piece of it where it has neither id nor name. */
export function call(index: number, piece: { id?: string; name?: string; arguments?: string }): ChatChunk {
  const { id, name, arguments: text } = piece;
  const called = { ...(name === undefined ? {} : { name }), arguments: text ?? '' };
  return chunk({
    tool_calls: [{ index, ...(id === undefined ? {} : { id }), type: 'function', function: called }],
  });
}

/** Everything that a client may say to get a certain kind of answer. */
export interface AnswerOptions {
  readonly request?: Partial<ResponsesRequest>;
  readonly reasoning?: ReasoningOutput;
  readonly seal?: (text: string) => string;
  readonly pending?: PendingResponse;
}

const UNKEPT: PendingResponse = { settle: () => Promise.resolve(), abandon: () => undefined };

export function createContext({ request, reasoning = 'summary', seal }: AnswerOptions = {}): ResponseContext {
  const whole: ResponsesRequest = { model: 'qwen-plus', input: 'Hello', ...request };
  return {
    ...prepareResponses(whole),
    reasoning: seal === undefined ? { output: reasoning } : { output: reasoning, seal },
    id: createId('resp'),
    createdAt: 1_780_000_000,
    echo: writeEcho(whole, false),
  };
}

/** The text that a client gets of a stream with these chunks, also where it fails. */
export async function stream(
  chunks: readonly ChatChunk[] | Observable<ChatChunk>,
  options: AnswerOptions = {},
): Promise<string> {
  const response = new StreamedResponse(createContext(options));
  let text = '';
  await new Promise<void>((resolve) => {
    response.events(from(chunks), options.pending ?? UNKEPT).subscribe({
      next: (event) => {
        text += event;
      },
      error: (error: unknown) => {
        text += response.renderFailure(asGatewayError(error));
        resolve();
      },
      complete: resolve,
    });
  });
  return text;
}
