import { Observable, type OperatorFunction } from 'rxjs';
import { ChatChunk } from '../../contracts/chat-chunk.js';
import type { ChatCompletionChunk } from '../../contracts/chat-completion.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { TextFrame } from '../../contracts/text-frame.js';
import { parseJson } from './parse-json.js';
import { describeTransportFailure } from './transport-failure.js';

const DONE = '[DONE]';
/** After [DONE] the bytes end at once; waiting for that keeps the connection usable for the next request. */
const LINGER_MS = 100;

/**
 * The events of a streamed completion -> its chunks. Completes only after `[DONE]`. An event that is an error object, and an
 * end without `[DONE]`, become errors: the upstream reports failures of a stream inside a 200 (recorded). So do failures of
 * the connection and of the events themselves.
 */
export function readChatChunks(
  provider: string,
  toError: (body: unknown) => GatewayError,
): OperatorFunction<string, ChatChunk> {
  return (events) =>
    new Observable((subscriber) => {
      const readEvent = createEventReader(provider, toError);
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
          const chunk = readEvent(data);
          if (chunk instanceof ChatChunk) subscriber.next(chunk);
          else subscriber.error(chunk);
        },
        error: (error) => {
          if (isDone) subscriber.complete();
          else subscriber.error(describeTransportFailure(error, provider));
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

/** Parses only events that differ from the one before in more than their text. */
function createEventReader(
  provider: string,
  toError: (body: unknown) => GatewayError,
): (data: string) => ChatChunk | GatewayError {
  let frame: TextFrame | undefined;
  return (data) => {
    if (frame?.fits(data) === true) return new ChatChunk(data, frame);
    const value = parseObject(data);
    if (value === undefined) return failure(provider, 'sent an event that is not a JSON object');
    if ((value.error ?? null) !== null) return toError(value);
    frame = (value.usage ?? null) === null ? TextFrame.find(data) : undefined;
    return new ChatChunk(data, frame, value);
  };
}

function parseObject(data: string): ChatCompletionChunk | undefined {
  const value = parseJson(data);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as ChatCompletionChunk) : undefined;
}

function failure(provider: string, what: string): GatewayError {
  return new GatewayError('upstream_error', `The upstream ${provider} ${what}; try again.`);
}
