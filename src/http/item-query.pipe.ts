import type { PipeTransform } from '@nestjs/common';
import { GatewayError } from '../contracts/gateway-error.js';
import type { ItemQuery } from '../store/responses/item-page.js';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** Reads which page of a list of items a query string asks for. */
export class ItemQueryPipe implements PipeTransform<unknown, ItemQuery> {
  /** @throws GatewayError 400 that names the parameter. */
  transform(query: unknown): ItemQuery {
    const { limit, order = 'desc', after } = query as Readonly<Record<string, unknown>>;
    if (order !== 'asc' && order !== 'desc') refuse('order', 'order must be asc or desc.');
    if (after !== undefined && typeof after !== 'string') refuse('after', 'after must be the id of an item.');
    return { limit: readLimit(limit), order, ...(after === undefined ? {} : { after }) };
  }
}

function readLimit(limit: unknown): number {
  if (limit === undefined) return DEFAULT_LIMIT;
  const count = typeof limit === 'string' && /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
  if (count >= 1 && count <= MAX_LIMIT) return count;
  return refuse('limit', `limit must be a whole number from 1 to ${MAX_LIMIT}.`);
}

function refuse(param: string, message: string): never {
  throw new GatewayError('invalid_request', message, { param });
}
