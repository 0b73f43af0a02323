import { map } from 'rxjs';
import type { RealtimeCapability } from '../../contracts/realtime.js';
import { type ErrorReader, noteRequestId, readRefusal } from './error-answer.js';
import { forwardableHeaders } from './forwardable-headers.js';
import type { UpstreamClient } from './upstream-client.js';

export interface RealtimeDoor extends ErrorReader {
  readonly client: UpstreamClient;
  /** On the upstream's host. */
  readonly path: string;
}

/** The realtime capability of any upstream that speaks OpenAI's events over a WebSocket. */
export function createRealtimeCapability(door: RealtimeDoor): RealtimeCapability {
  return {
    prepare: ({ model, query, headers, protocols }) => {
      const search = new URLSearchParams(query);
      search.set('model', model);
      const forwarded = Object.entries(forwardableHeaders(headers)).filter(
        ([name]) => !name.startsWith('sec-websocket-'),
      );
      return {
        url: `${door.path}?${search.toString()}`,
        // The handshake is our own, and where the client's page came from is its own matter.
        headers: Object.fromEntries(forwarded.filter(([name]) => name !== 'origin')),
        protocols,
      };
    },

    connect: (prepared, call) =>
      door.client.dial(prepared).pipe(
        map((result) => {
          if ('socket' in result) return result.socket;
          noteRequestId(result.refusal, call);
          throw readRefusal(door, result.refusal, 'WebSocket');
        }),
      ),
  };
}
