import { Observable, type OperatorFunction } from 'rxjs';
import { ChatChunk } from '../../contracts/chat-chunk.js';
import { GatewayError } from '../../contracts/gateway-error.js';

const DONE = '[DONE]';
/** After [DONE] the bytes end at once; waiting for that keeps the connection usable for the next request. */
const LINGER_MS = 100;
/**
 * Events that are parsed here: errors, and usage, which every reader will ask the chunk for without expecting a failure. As
 * in ChatChunk, generated text cannot match: its quotes are escaped.
 */
const PARSED_HERE = /"(?:error|usage)":\s*[{"]/;

/**
 * The events of a streamed completion -> its chunks. Completes only after `[DONE]`. An event that is an error object, and an
 * end without `[DONE]`, become errors: the upstream reports failures of a stream inside a 200 (recorded).
 */
export function readChatChunks(
  provider: string,
  toError: (body: unknown) => GatewayError,
): OperatorFunction<string, ChatChunk> {
  return (events) =>
    new Observable((subscriber) => {
      let isDone = false;
      let linger: NodeJS.Timeout | undefined;
      const subscription = events.subscribe({
        next: (data) => {
          if (isDone) return;
          if (data === DONE) {
            isDone = true;
            linger = setTimeout(() => {
              subscriber.complete();
            }, LINGER_MS);
            return;
          }
          const chunk = readEvent(data, provider, toError);
          if (chunk instanceof ChatChunk) subscriber.next(chunk);
          else subscriber.error(chunk);
        },
        error: (error) => {
          if (isDone) subscriber.complete();
          else subscriber.error(error);
        },
        complete: () => {
          if (isDone) subscriber.complete();
          else subscriber.error(failure(provider, 'ended its stream before the answer was complete'));
        },
      });
      return () => {
        clearTimeout(linger);
        subscription.unsubscribe();
      };
    });
}

function readEvent(
  data: string,
  provider: string,
  toError: (body: unknown) => GatewayError,
): ChatChunk | GatewayError {
  const broken = () => failure(provider, 'sent an event that is not a JSON object');
  if (!data.startsWith('{') || !data.endsWith('}')) return broken();
  const chunk = new ChatChunk(data);
  if (!PARSED_HERE.test(data)) return chunk;
  if (!isParsable(chunk)) return broken();
  return (chunk.value.error ?? null) === null ? chunk : toError(chunk.value);
}

function isParsable(chunk: ChatChunk): boolean {
  try {
    return typeof chunk.value === 'object';
  } catch {
    return false;
  }
}

function failure(provider: string, what: string): GatewayError {
  return new GatewayError('upstream_error', `The upstream ${provider} ${what}.`);
}
