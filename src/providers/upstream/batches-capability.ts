import { defer, map, type Observable } from 'rxjs';
import type {
  BatchesCapability,
  BatchFields,
  BatchInputRules,
  BatchObject,
} from '../../contracts/batches.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { type ObjectStore, requestObject, requestPage } from './stored-object-requests.js';

/** What differs between servers that speak OpenAI's batches. */
export interface BatchesUpstream extends Omit<ObjectStore, 'path' | 'noun'> {
  readonly unavailable?: string;
  readonly input: BatchInputRules;
  /** The completion windows that the upstream takes, in words, where one is wrong. */
  readonly describeBadWindow?: (window: string) => string | undefined;
  readonly isAddress?: (inputFileId: string) => boolean;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** The batches capability of an upstream that speaks OpenAI's wire format. */
export function createBatchesCapability(upstream: BatchesUpstream): BatchesCapability {
  const { unavailable, input, describeBadWindow, isAddress = () => false, ...rest } = upstream;
  const store: ObjectStore = { ...rest, path: '/batches', noun: 'batch' };
  /** Refuses where there are no batches, without asking for one. */
  const guarded = <Value>(open: () => Observable<Value>): Observable<Value> =>
    defer(() => {
      if (unavailable !== undefined) throw new GatewayError('invalid_request', unavailable);
      return open();
    });
  return {
    unavailable,
    input,
    isAddress,
    check: ({ endpoint, completion_window: window }) => {
      if (unavailable !== undefined) throw new GatewayError('invalid_request', unavailable);
      checkEndpoint(endpoint, input);
      const problem = describeBadWindow?.(window);
      if (problem !== undefined) {
        throw new GatewayError('invalid_request', problem, { param: 'completion_window' });
      }
    },
    create: (request, call) =>
      guarded(() => {
        const data = JSON.stringify(request);
        return requestObject<BatchObject>(store, { method: 'post', headers: JSON_HEADERS, data }, call);
      }).pipe(map(complete)),
    list: (query, call) =>
      guarded(() => requestPage<BatchObject>(store, query, call)).pipe(
        map((page) => ({ ...page, data: page.data.map(complete) })),
      ),
    retrieve: (id, call) =>
      guarded(() => requestObject<BatchObject>(store, { id }, call)).pipe(map(complete)),
    cancel: (id, call) =>
      guarded(() => requestObject<BatchObject>(store, { id, subpath: '/cancel', method: 'post' }, call)).pipe(
        map(complete),
      ),
  };
}

function checkEndpoint(endpoint: BatchFields['endpoint'], { endpoints }: BatchInputRules): void {
  if (endpoints.includes(endpoint)) return;
  throw new GatewayError('invalid_request', `endpoint must be one of ${endpoints.join(', ')}.`, {
    param: 'endpoint',
  });
}

/** Fields that OpenAI's object always has, also where an upstream leaves them out. */
const ABSENT = {
  errors: null,
  output_file_id: null,
  error_file_id: null,
  in_progress_at: null,
  expires_at: null,
  finalizing_at: null,
  completed_at: null,
  failed_at: null,
  expired_at: null,
  cancelling_at: null,
  cancelled_at: null,
  request_counts: { total: 0, completed: 0, failed: 0 },
  metadata: null,
};

function complete(batch: BatchObject): BatchObject {
  return { ...ABSENT, ...batch };
}
