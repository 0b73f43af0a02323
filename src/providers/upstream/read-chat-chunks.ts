import { Observable, type OperatorFunction } from 'rxjs';
import { ChatChunk } from '../../contracts/chat-chunk.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { parseJson } from './parse-json.js';

const DONE = '[DONE]';
/** After [DONE] the bytes end at once; waiting for that keeps the connection usable for the next request. */
const LINGER_MS = 100;
/** As in ChatChunk: generated text cannot match, its quotes are escaped. */
const ERROR_OBJECT = /"error":\s*\{/;

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
          const error = findError(data, provider, toError);
          if (error === undefined) subscriber.next(new ChatChunk(data));
          else subscriber.error(error);
        },
        error: (error) => {
          if (isDone) subscriber.complete();
          else subscriber.error(error);
        },
        complete: () => {
          if (isDone) subscriber.complete();
          else
            subscriber.error(
              new GatewayError(
                'upstream_error',
                `The upstream ${provider} ended its stream before the answer was complete.`,
              ),
            );
        },
      });
      return () => {
        clearTimeout(linger);
        subscription.unsubscribe();
      };
    });
}

function findError(
  data: string,
  provider: string,
  toError: (body: unknown) => GatewayError,
): GatewayError | undefined {
  if (!data.startsWith('{') || !data.endsWith('}')) {
    return new GatewayError(
      'upstream_error',
      `The upstream ${provider} sent an event that is not a JSON object.`,
    );
  }
  if (!ERROR_OBJECT.test(data)) return undefined;
  const body = parseJson(data);
  const isNested = typeof body === 'object' && body !== null && !('error' in body);
  return isNested ? undefined : toError(body);
}
