import { Distribution } from './distribution.js';
import { Tally } from './tally.js';

/** Seconds. A request may be refused at once, or think for minutes. */
const DURATION_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
const GAP_BUCKETS = [0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.2, 2.5, 5, 10];

const OF_MODEL = ['provider', 'model'] as const;

/** What is counted for every request and every attempt at an upstream. */
export function createRequestMetrics() {
  return {
    requestDuration: new Distribution({
      name: 'gateway_request_duration_seconds',
      help: 'Time from the headers of a request to the end of its answer.',
      labelNames: ['route', ...OF_MODEL, 'status_class'],
      buckets: DURATION_BUCKETS,
    }),
    ...createStreamMetrics(),
    attempts: new Tally({
      name: 'gateway_upstream_attempts_total',
      help: 'Attempts at an upstream by how they ended.',
      labelNames: [...OF_MODEL, 'outcome'],
    }),
    errors: new Tally({
      name: 'gateway_upstream_errors_total',
      help: "Attempts at an upstream that failed, by the gateway's error code.",
      labelNames: ['provider', 'code'],
    }),
    tokens: new Tally({
      name: 'gateway_tokens_total',
      help: 'Tokens that upstreams counted. cached is a part of prompt, reasoning one of completion.',
      labelNames: [...OF_MODEL, 'kind'],
    }),
    adaptations: new Tally({
      name: 'gateway_adaptations_total',
      help: 'Request fields that were changed for an upstream.',
      labelNames: ['field'],
    }),
  } as const;
}

function createStreamMetrics() {
  return {
    timeToFirstChunk: new Distribution({
      name: 'gateway_time_to_first_chunk_seconds',
      help: 'Time from the start of an attempt to the first event of its stream.',
      labelNames: OF_MODEL,
      buckets: DURATION_BUCKETS,
    }),
    timeBetweenChunks: new Distribution({
      name: 'gateway_time_between_chunks_seconds',
      help: 'Mean time between the events of a stream that came to its end; one observation a stream.',
      labelNames: OF_MODEL,
      buckets: GAP_BUCKETS,
    }),
  } as const;
}
