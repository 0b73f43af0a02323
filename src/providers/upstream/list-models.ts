import { firstValueFrom, map, timeout } from 'rxjs';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { ModelObject } from '../../contracts/model-list.js';
import type { ErrorAnswer } from './error-answer.js';
import { parseJson } from './parse-json.js';
import { firstHeader } from './response-headers.js';
import type { UpstreamClient } from './upstream-client.js';

/** A list is small: an upstream that takes longer is not well. */
const LIST_TIMEOUT_MS = 30_000;

/** Asks `GET /models`. @throws GatewayError where the answer is an error or no list of models. */
export function listModels(
  client: UpstreamClient,
  toError: (answer: ErrorAnswer) => GatewayError,
): Promise<readonly ModelObject[]> {
  return firstValueFrom(
    client.get('/models').pipe(
      timeout({
        first: LIST_TIMEOUT_MS,
        with: () => {
          throw new GatewayError('upstream_timeout', 'The upstream did not send its list of models in time.');
        },
      }),
      map(({ status, headers, data }) => {
        const body = parseJson(data);
        if (status !== 200) throw toError({ status, body, requestId: firstHeader(headers, 'x-request-id') });
        const list = (body as { data?: unknown } | null)?.data;
        if (!Array.isArray(list)) {
          throw new GatewayError('upstream_error', 'The upstream sent no list of models.');
        }
        return list.filter(isModel).map(toModelObject);
      }),
    ),
  );
}

interface ListedModel {
  readonly id: string;
  readonly created?: unknown;
  readonly owned_by?: unknown;
}

function isModel(entry: unknown): entry is ListedModel {
  return typeof (entry as { id?: unknown } | null)?.id === 'string';
}

function toModelObject({ id, created, owned_by: owner }: ListedModel): ModelObject {
  return {
    id,
    object: 'model',
    created: typeof created === 'number' ? created : 0,
    owned_by: typeof owner === 'string' ? owner : 'system',
  };
}
