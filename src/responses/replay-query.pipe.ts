import type { PipeTransform } from '@nestjs/common';
import { GatewayError } from '../contracts/gateway-error.js';

export interface ReplayQuery {
  readonly isStreamed: boolean;
  /** The number of the last event that the client has; -1 for none. */
  readonly startingAfter: number;
}

/** Reads `stream` and `starting_after`; what else clients ask to include is always there. */
export class ReplayQueryPipe implements PipeTransform<unknown, ReplayQuery> {
  /** @throws GatewayError 400 that names the parameter. */
  transform(query: unknown): ReplayQuery {
    const { stream, starting_after: after } = query as Readonly<Record<string, unknown>>;
    if (stream !== undefined && stream !== 'true' && stream !== 'false') {
      refuse('stream', 'stream must be true or false.');
    }
    const isStreamed = stream === 'true';
    if (after === undefined) return { isStreamed, startingAfter: -1 };
    if (!isStreamed) refuse('starting_after', 'starting_after is for stream=true.');
    if (typeof after !== 'string' || !/^\d{1,9}$/.test(after)) {
      return refuse('starting_after', 'starting_after must be the sequence_number of an event.');
    }
    return { isStreamed, startingAfter: Number(after) };
  }
}

function refuse(param: string, message: string): never {
  throw new GatewayError('invalid_request', message, { param });
}
