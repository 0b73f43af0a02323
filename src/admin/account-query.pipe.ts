import type { PipeTransform } from '@nestjs/common';
import { type AccountPageQuery, readCursor } from '../accounts/account-page.js';
import { GatewayError } from '../contracts/gateway-error.js';

const USUAL = 20;
const MOST = 100;

export interface AccountQuery extends AccountPageQuery {
  /** Where the list can be narrowed to a team. */
  readonly team?: string;
}

/** Reads which page of a list a query string asks for. */
export class AccountQueryPipe implements PipeTransform<unknown, AccountQuery> {
  constructor(private readonly filters: readonly 'team_id'[] = []) {}

  /** @throws GatewayError 400 that names the parameter. */
  transform(query: unknown): AccountQuery {
    const known = ['limit', 'cursor', ...this.filters];
    for (const [name, value] of Object.entries(query as object)) {
      if (!known.includes(name)) refuse(name, `There is no parameter here but ${known.join(', ')}.`);
      if (typeof value !== 'string') refuse(name, `${name} must be given once.`);
    }
    const { limit, cursor = '', team_id: team } = query as Readonly<Record<string, string | undefined>>;
    const size = limit === undefined ? USUAL : /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
    if (size < 1 || size > MOST) refuse('limit', `limit must be a whole number from 1 to ${MOST}.`);
    return { limit: size, after: cursor === '' ? undefined : readCursor(cursor), team };
  }
}

function refuse(param: string, message: string): never {
  throw new GatewayError('invalid_request', message, { param: param.slice(0, 100) });
}
