import { GatewayError } from '../contracts/gateway-error.js';

export interface RealtimeTarget {
  /** Where the path names one. */
  readonly provider?: string;
  readonly model: string;
  /** The pattern of its path. */
  readonly route: string;
  /** What else the query has. */
  readonly query: URLSearchParams;
}

const PATH = /^(?:\/v1|\/p\/([a-z\d-]+)(?:\/api-ws)?(?:\/v1)?)\/realtime$/;

/**
 * What a raw request target below the base path asks for.
 * @throws GatewayError 404 for another path; 400 without a model.
 */
export function parseRealtimeTarget(rawTarget: string): RealtimeTarget {
  const [path = '', search = ''] = rawTarget.split(/\?(.*)/s, 2);
  const match = PATH.exec(path);
  if (match === null) {
    const message = 'There is no WebSocket at this path; connect to /v1/realtime?model=<model>.';
    throw new GatewayError('unknown_route', message);
  }
  const query = new URLSearchParams(search);
  const model = query.get('model')?.trim() ?? '';
  query.delete('model');
  if (model === '') {
    const message = 'Name the model in the query: /v1/realtime?model=<model>.';
    throw new GatewayError('invalid_request', message, { param: 'model' });
  }
  const [, provider] = match;
  if (provider === undefined) return { route: '/v1/realtime', model, query };
  return { route: '/p/:provider/realtime', provider, model, query };
}
