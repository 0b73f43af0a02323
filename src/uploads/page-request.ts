import { GatewayError } from '../contracts/gateway-error.js';

/** What every list takes. */
export interface PageRequest {
  readonly after?: string;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  /** The one instance that is asked. */
  readonly provider?: string;
  /** Everything else, which goes to the upstream. */
  readonly filters: Readonly<Record<string, string>>;
}

export interface PageLimits {
  readonly usual: number;
  readonly most: number;
}

/** @throws GatewayError 400 that names the parameter. */
export function parsePageRequest(
  query: Readonly<Record<string, unknown>>,
  { usual, most }: PageLimits,
): PageRequest {
  const texts = Object.entries(query).map(([name, value]) => {
    if (typeof value !== 'string') throw wrong(name, `${name} must be given once.`);
    return [name, value] as const;
  });
  const { after, limit, order = 'desc', provider, ...filters } = Object.fromEntries(texts);
  if (order !== 'asc' && order !== 'desc') throw wrong('order', 'order must be asc or desc.');
  const size = limit === undefined ? usual : Number(limit === '' ? NaN : limit);
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw wrong('limit', `limit must be a whole number from 1 to ${most}.`);
  }
  return { after: after === '' ? undefined : after, limit: size, order, provider, filters };
}

function wrong(param: string, message: string): GatewayError {
  return new GatewayError('invalid_request', message, { param });
}
