import type { ManagedGateway } from './managed-gateway.js';

export interface AdminAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export const MASTER_KEY = 'master-key-0123456789';

/** Asks the administration of a gateway. */
export async function askAdmin(
  gateway: Pick<ManagedGateway, 'origin'>,
  request: string,
  { body, key = MASTER_KEY, headers = {} }: AdminRequest = {},
): Promise<AdminAnswer> {
  const [method = 'GET', path = ''] = request.split(' ');
  const answer = await fetch(`${gateway.origin}/admin/v1/${path}`, {
    method,
    headers: {
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: (await answer.json()) as Record<string, unknown>,
  };
}

export interface AdminRequest {
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function createTeam(gateway: Pick<ManagedGateway, 'origin'>, name: string): Promise<string> {
  const { body } = await askAdmin(gateway, 'POST teams', { body: { name } });
  return String(body.id);
}

export interface CreatedKey {
  readonly id: string;
  readonly secret: string;
}

export async function createKey(
  gateway: Pick<ManagedGateway, 'origin'>,
  team: string,
  fields: object = {},
): Promise<CreatedKey> {
  const body = { team_id: team, name: 'A key', role: 'member', ...fields };
  const answer = await askAdmin(gateway, 'POST keys', { body });
  if (answer.status !== 201) throw new Error(`no key: ${JSON.stringify(answer.body)}`);
  return { id: String(answer.body.id), secret: String(answer.body.secret) };
}

/** The status of a request with a key. */
export async function statusOf(
  { origin }: Pick<ManagedGateway, 'origin'>,
  secret: string,
  path = '/v1/models',
): Promise<number> {
  const { status } = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${secret}` } });
  return status;
}
