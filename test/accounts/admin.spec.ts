import { beforeAll, describe, expect, it } from 'vitest';
import {
  askAdmin as ask,
  type AdminRequest,
  type CreatedKey,
  createKey,
  createTeam,
  MASTER_KEY,
  statusOf,
} from '../support/admin-client.js';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { startGateway } from '../support/managed-gateway.js';
import { postChat } from '../support/post-key-chat.js';

const running = useGatewayAndSimulator({
  GATEWAY_MASTER_KEY: MASTER_KEY,
  HOST: '127.0.0.1',
  DATABASE_URL: 'sqlite::memory:',
});
const askAdmin = (request: string, options: AdminRequest = {}) => ask(running.gateway, request, options);

let team: string;
let other: string;
let manager: CreatedKey;
let member: CreatedKey;
let foreign: CreatedKey;

beforeAll(async () => {
  const { gateway } = running;
  team = await createTeam(gateway, 'Search');
  other = await createTeam(gateway, 'Other');
  manager = await createKey(gateway, team, { role: 'manager', name: 'Manager' });
  member = await createKey(gateway, team);
  foreign = await createKey(gateway, other);
});

describe('teams', () => {
  it('are made in the built-in organisation, and found again', async () => {
    const made = await askAdmin('POST teams', { body: { name: 'Shop' } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'Shop', organisation_id: 'default', object: 'team' });
    const found = await askAdmin(`GET teams/${String(made.body.id)}`);
    expect(found.body).toEqual(made.body);
    expect(found.headers.get('etag')).toBe(`"${String(made.body.version)}"`);
    expect(found.headers.get('cache-control')).toBe('no-store');
  });

  it('go into an organisation that is named, if there is one', async () => {
    const { body: organisation } = await askAdmin('POST organisations', { body: { name: 'Retail' } });
    const fields = { name: 'Shop', organisation_id: organisation.id };
    expect((await askAdmin('POST teams', { body: fields })).body.organisation_id).toBe(organisation.id);
    const unknown = await askAdmin('POST teams', { body: { name: 'Shop', organisation_id: 'org_x' } });
    expect(unknown.status).toBe(404);
  });

  it('are listed page by page, each once', async () => {
    const ids: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await askAdmin(`GET teams?limit=2&cursor=${cursor}`);
      ids.push(...(body.data as { id: string }[]).map(({ id }) => id));
      expect(body.has_more).toBe(body.next_cursor !== null);
      cursor = (body.next_cursor as string | null) ?? '';
    } while (cursor !== '');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([team, other, 'default']));
  });
});

describe('keys', () => {
  it('are made with their secret, which is shown once', async () => {
    const fields = {
      team_id: team,
      name: 'Bot',
      role: 'member',
      models: ['qwen-*'],
      limits: { concurrent: 0 },
    };
    const { status, body } = await askAdmin('POST keys', { body: fields });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^gwk_[0-9A-Za-z]{49}$/);
    expect(body).toMatchObject({
      team_id: team,
      role: 'member',
      models: ['qwen-*'],
      limits: { concurrent: 0 },
    });
    const found = await askAdmin(`GET keys/${String(body.id)}`);
    expect(found.body).not.toHaveProperty('secret');
    expect(JSON.stringify((await askAdmin('GET keys?limit=100')).body)).not.toContain(body.secret);
    expect(JSON.stringify((await askAdmin('GET audit?limit=100')).body)).not.toContain(body.secret);
  });

  it('work at once, and not when they are switched off or revoked', async () => {
    const { id, secret } = await createKey(running.gateway, team);
    expect(await statusOf(running.gateway, secret)).toBe(200);
    await askAdmin(`PATCH keys/${id}`, { body: { disabled: true } });
    expect(await statusOf(running.gateway, secret)).toBe(401);
    await askAdmin(`PATCH keys/${id}`, { body: { disabled: false } });
    expect(await statusOf(running.gateway, secret)).toBe(200);
    const { body } = await askAdmin(`DELETE keys/${id}`);
    expect(body).toMatchObject({ id, deleted: true });
    expect(await statusOf(running.gateway, secret)).toBe(401);
    expect((await askAdmin(`PATCH keys/${id}`, { body: { disabled: false } })).status).toBe(409);
    expect((await askAdmin(`GET keys/${id}`)).body.revoked_at).toEqual(expect.any(Number));
  });

  it('rotate, at once or with an overlap', async () => {
    const { id, secret } = await createKey(running.gateway, team);
    const second = await askAdmin(`POST keys/${id}/rotate`, { body: { overlap_seconds: 2 } });
    expect(second.status).toBe(200);
    for (const one of [secret, String(second.body.secret)]) {
      expect(await statusOf(running.gateway, one)).toBe(200);
    }
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await statusOf(running.gateway, secret)).toBe(401);
    const third = await askAdmin(`POST keys/${id}/rotate`);
    expect(await statusOf(running.gateway, String(second.body.secret))).toBe(401);
    expect(await statusOf(running.gateway, String(third.body.secret))).toBe(200);
  });

  it('expire', async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const { secret } = await createKey(running.gateway, team, { expires_at: expiresAt });
    expect(await statusOf(running.gateway, secret)).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(await statusOf(running.gateway, secret)).toBe(401);
  });

  it('have only their models', async () => {
    const { secret } = await createKey(running.gateway, team, { models: ['qwen-plus'] });
    expect((await postChat(running.gateway, secret, 'qwen-plus')).status).toBe(200);
    const refused = await postChat(running.gateway, secret, 'qwen-max');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'permission_denied', param: 'model' } });
    const answer = await fetch(`${running.gateway.origin}/v1/models`, { headers: { 'x-api-key': secret } });
    const { data } = (await answer.json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(['qwen-plus']);
  });

  it('have only their routes, and passthrough by grant', async () => {
    const { secret } = await createKey(running.gateway, team, { routes: ['models'] });
    expect(await statusOf(running.gateway, secret)).toBe(200);
    expect(await statusOf(running.gateway, secret, '/v1/files')).toBe(403);
    expect((await postChat(running.gateway, secret, 'qwen-plus')).status).toBe(403);
    expect(await statusOf(running.gateway, member.secret, '/p/bailian/v1/models')).toBe(403);
    const granted = await createKey(running.gateway, team, { routes: ['passthrough'] });
    expect(await statusOf(running.gateway, granted.secret, '/p/bailian/v1/models')).toBe(200);
    expect(await statusOf(running.gateway, MASTER_KEY, '/p/bailian/v1/models')).toBe(200);
  });
});

describe('a manager', () => {
  const as = (request: string, body?: unknown) => askAdmin(request, { body, key: manager.secret });

  it('makes and takes back keys of its team', async () => {
    const made = await as('POST keys', { team_id: team, name: 'New', role: 'member' });
    expect(made.status).toBe(201);
    expect((await as(`DELETE keys/${String(made.body.id)}`)).status).toBe(200);
    const { body } = await as('GET keys?limit=100');
    for (const key of body.data as { team_id: string }[]) expect(key.team_id).toBe(team);
  });

  it('finds nothing of another team', async () => {
    for (const request of [
      `GET keys/${foreign.id}`,
      `DELETE keys/${foreign.id}`,
      `POST keys/${foreign.id}/rotate`,
      `GET teams/${other}`,
      `GET keys?team_id=${other}`,
    ]) {
      expect([request, (await as(request)).status]).toEqual([request, 404]);
    }
    expect((await as(`PATCH keys/${foreign.id}`, { disabled: true })).status).toBe(404);
    expect((await as(`PATCH teams/${other}`, { name: 'Mine' })).status).toBe(404);
    expect((await as('POST keys', { team_id: other, name: 'New', role: 'member' })).status).toBe(404);
    const { body } = await as('GET audit?limit=100');
    for (const entry of body.data as { team_id: string }[]) expect(entry.team_id).toBe(team);
    expect(((await as('GET teams')).body.data as { id: string }[]).map(({ id }) => id)).toEqual([team]);
  });

  it('gives no right that it has not', async () => {
    const create = (fields: object) =>
      as('POST keys', { team_id: team, name: 'New', role: 'member', ...fields });
    expect((await create({ role: 'administrator' })).status).toBe(403);
    expect((await create({ routes: ['passthrough'] })).status).toBe(403);
    expect((await as(`PATCH keys/${member.id}`, { routes: ['chat', 'passthrough'] })).status).toBe(403);
    expect((await as(`PATCH keys/${manager.id}`, { role: 'administrator' })).status).toBe(403);
    expect((await as(`PATCH teams/${team}`, { name: 'Mine' })).status).toBe(403);
    const administrator = await createKey(running.gateway, team, { role: 'administrator' });
    expect((await as(`POST keys/${administrator.id}/rotate`)).status).toBe(403);
    expect((await as(`DELETE keys/${administrator.id}`)).status).toBe(403);
    for (const request of ['GET organisations', 'GET providers', 'GET settings', 'POST catalogue/refresh']) {
      expect([request, (await as(request)).status]).toEqual([request, 403]);
    }
  });

  it.each([
    ['models', { models: ['qwen-*'] }, {}, { models: ['qwen-plus'] }],
    ['models of another form', { models: ['qwen-*'] }, { models: ['*'] }, { models: ['qwen-p*'] }],
    ['limits', { limits: { requests_per_minute: 5 } }, {}, { limits: { requests_per_minute: 5 } }],
    ['routes', { routes: ['chat'] }, { routes: ['chat', 'files'] }, { routes: ['chat'] }],
    ['expiry', { expires_at: 4_000_000_000 }, { expires_at: 4_000_000_001 }, { expires_at: 4_000_000_000 }],
  ])('with less than all %s gives no more', async (...[, own, more, within]) => {
    const { secret } = await createKey(running.gateway, team, { role: 'manager', ...own });
    const create = (fields: object) =>
      askAdmin('POST keys', { key: secret, body: { team_id: team, name: 'New', role: 'member', ...fields } });
    expect((await create(more)).status).toBe(403);
    expect((await create(within)).status).toBe(201);
  });
});

describe('who may not', () => {
  it('is a member, nobody, and a wrong key', async () => {
    for (const request of ['GET keys', 'GET teams', 'GET audit', 'GET settings', `GET keys/${member.id}`]) {
      expect((await askAdmin(request, { key: member.secret })).status).toBe(403);
      expect((await askAdmin(request, { key: '' })).status).toBe(401);
      expect((await askAdmin(request, { key: `${member.secret}x` })).status).toBe(401);
    }
  });

  it('is everybody while the gateway is open', async () => {
    const gateway = await startGateway({ BAILIAN_API_KEY: 'sk-x', DATABASE_URL: 'sqlite::memory:' });
    for (const key of ['', MASTER_KEY, member.secret]) {
      const answer = await ask(gateway, 'GET keys', { key });
      expect(answer.status).toBe(403);
      expect(JSON.stringify(answer.body)).toContain('GATEWAY_MASTER_KEY');
    }
    await gateway.stop();
  });
});

describe('a change', () => {
  it('is refused with an older ETag, and made with the newest', async () => {
    const { id } = await createKey(running.gateway, team);
    const first = (await askAdmin(`GET keys/${id}`)).headers.get('etag') ?? '';
    const change = (tag: string, name: string) =>
      askAdmin(`PATCH keys/${id}`, { body: { name }, headers: { 'if-match': tag } });
    const changed = await change(first, 'Second');
    expect(changed.status).toBe(200);
    expect((await change(first, 'Third')).status).toBe(412);
    expect((await change('"nonsense"', 'Third')).status).toBe(412);
    expect((await change(changed.headers.get('etag') ?? '', 'Fourth')).status).toBe(200);
    const stale = await askAdmin(`DELETE keys/${id}`, { headers: { 'if-match': first } });
    expect(stale.status).toBe(412);
  });

  it('is in the audit log, with who, what, before, after and from where', async () => {
    const { id } = await createKey(running.gateway, team, { name: 'Before' });
    await askAdmin(`PATCH keys/${id}`, { body: { name: 'After' }, key: manager.secret });
    const { body } = await askAdmin('GET audit?limit=2');
    const [update, create] = body.data as Record<string, unknown>[];
    expect(create).toMatchObject({ action: 'key.create', before: null, actor: { key: 'master' } });
    expect(update).toMatchObject({
      action: 'key.update',
      actor: { key: manager.id, team_id: team, role: 'manager' },
      target: { type: 'key', id },
      before: { name: 'Before' },
      after: { name: 'After' },
      address: expect.stringContaining('127.0.0.1') as string,
      request_id: expect.any(String) as string,
    });
    for (const request of ['DELETE audit', 'PATCH audit', 'POST audit']) {
      expect((await askAdmin(request)).status).toBe(405);
    }
  });

  it('with an Idempotency-Key is made once', async () => {
    const headers = { 'idempotency-key': 'once-1' };
    const body = { team_id: team, name: 'Once', role: 'member' };
    const answers = await Promise.all([1, 2, 3].map(() => askAdmin('POST keys', { body, headers })));
    expect(new Set(answers.map(({ body: { id, secret } }) => `${String(id)} ${String(secret)}`)).size).toBe(
      1,
    );
    expect((await askAdmin('POST keys', { body: { ...body, name: 'Twice' }, headers })).status).toBe(409);
    const foreignKey = await askAdmin('POST keys', { body, headers, key: manager.secret });
    expect(foreignKey.body.id).not.toBe(answers[0]?.body.id);
  });
});

describe('a body', () => {
  const valid = () => ({ team_id: team, name: 'Key', role: 'member' });

  it.each([
    ['rolle', { rolle: 'x' }],
    ['role', { role: 'root' }],
    ['role', { role: null }],
    ['name', { name: '' }],
    ['name', { name: '\u202Eevil' }],
    ['name', { name: 'a\r\nSet-Cookie: x' }],
    ['name', { name: '=1+1' }],
    ['name', { name: 'Pаypal' }],
    ['name', { name: 'x'.repeat(101) }],
    ['models', { models: 'qwen-plus' }],
    ['models', { models: [7] }],
    ['routes', { routes: ['admin'] }],
    ['limits', { limits: { requests: 1 } }],
    ['limits.requests_per_minute', { limits: { requests_per_minute: -1 } }],
    ['limits.concurrent', { limits: { concurrent: 'NaN' } }],
    ['limits.tokens_per_minute', { limits: { tokens_per_minute: 1.5 } }],
    ['expires_at', { expires_at: 1 }],
    ['expires_at', { expires_at: 'tomorrow' }],
    ['labels', { labels: { 'a b': 'x' } }],
    ['labels', { labels: { a: 'x\ny' } }],
  ])('with a wrong %s is refused by that name', async (param, fields) => {
    const { status, body } = await askAdmin('POST keys', { body: { ...valid(), ...fields } });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { param } });
  });

  it.each(["Robert'); drop table teams;--", 'Ärzte & Söhne', '搜索团队', 'Поиск', '<b>x</b>'.slice(1)])(
    'may have the name %j, which comes back as it is',
    async (name) => {
      expect((await askAdmin('POST keys', { body: { ...valid(), name } })).body.name).toBe(name);
      expect((await askAdmin('GET teams')).status).toBe(200);
    },
  );
});

describe('limits of models and providers', () => {
  it('are set, listed, and taken off', async () => {
    const limits = { requests_per_minute: 5 };
    const put = await askAdmin('PUT limits/model/kimi/kimi-k3', { body: { limits } });
    expect(put.body).toMatchObject({ scope: 'model', name: 'kimi/kimi-k3', limits });
    expect((await askAdmin('GET limits')).body.data).toMatchObject([{ name: 'kimi/kimi-k3' }]);
    expect((await askAdmin('DELETE limits/model/kimi/kimi-k3')).status).toBe(200);
    expect((await askAdmin('DELETE limits/model/kimi/kimi-k3')).status).toBe(404);
    expect((await askAdmin('PUT limits/planet/x', { body: { limits } })).status).toBe(404);
  });
});

describe('operations', () => {
  it('show providers, settings without secrets, and refresh the catalogue', async () => {
    expect((await askAdmin('GET providers')).body.data).toMatchObject([{ name: 'bailian', status: 'ok' }]);
    const { body } = await askAdmin('GET settings');
    expect(body.settings).toMatchObject({ gateway_master_key: '(set)', host: '127.0.0.1' });
    expect(JSON.stringify(body)).not.toMatch(/sk-test-upstream|master-key-/);
    expect((await askAdmin('POST catalogue/refresh')).body.data).toMatchObject([{ name: 'bailian' }]);
  });
});
