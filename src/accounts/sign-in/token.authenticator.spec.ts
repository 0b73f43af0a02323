import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Settings } from '../../config/settings.js';
import type { TeamDirectory } from '../../contracts/team-directory.js';
import { TokenAuthenticator } from './token.authenticator.js';

const TEAMS: TeamDirectory = {
  find: (id) => (['default', 't1'].includes(id) ? { id, organisation: 'o' } : undefined),
};

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

let server: Server;
let issuer: string;
let answerKeys: () => string | undefined;
let pair: Pair;
let authenticator: TokenAuthenticator;

beforeEach(async () => {
  server = createServer((request, response) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    const body = isDiscovery ? JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` }) : answerKeys();
    if (body !== undefined) response.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  pair = await generateKeyPair('RS256', { extractable: true });
  const key: JWK = { ...(await exportJWK(pair.publicKey)), kid: 'k1' };
  answerKeys = () => JSON.stringify({ keys: [key] });
  const settings = Object.assign(new Settings(), {
    oidcAudience: ['gateway'],
    oidcAdministrators: ['admins'],
  });
  authenticator = new TokenAuthenticator(issuer, settings, TEAMS);
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

interface TokenOptions {
  readonly claims?: Record<string, unknown>;
  readonly kid?: string;
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly alg?: string;
}

function claimsOf(claims: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer, aud: 'gateway', sub: 'u1', team: 't1', exp: now + 600, ...claims };
}

function sign({
  claims,
  kid = 'k1',
  key = pair.privateKey,
  alg = 'RS256',
}: TokenOptions = {}): Promise<string> {
  return new SignJWT(claimsOf(claims)).setProtectedHeader({ alg, kid }).sign(key);
}

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

describe('TokenAuthenticator', () => {
  it('signs a caller in, and knows it at once the next time', async () => {
    const token = await sign();
    expect(authenticator.takes(token)).toBe(true);
    const principal = { organisation: 'o', team: 't1', key: 'oidc:u1', role: 'member' };
    expect(await authenticator.authenticate(token)).toMatchObject(principal);
    expect(authenticator.authenticate(token)).toMatchObject(principal);
  });

  it('signs an administrator in', async () => {
    const token = await sign({ claims: { team: undefined, roles: ['admins'] } });
    expect(await authenticator.authenticate(token)).toMatchObject({ role: 'administrator', team: 'default' });
  });

  it.each<[string, () => Promise<string>]>([
    ['expired', () => sign({ claims: { exp: inSeconds(-60) } })],
    ['not valid yet', () => sign({ claims: { nbf: inSeconds(600) } })],
    ['of another audience', () => sign({ claims: { aud: 'another' } })],
    ['of another issuer', () => sign({ claims: { iss: 'http://127.0.0.1:1' } })],
    ['without an end', () => sign({ claims: { exp: undefined } })],
    ['without a subject', () => sign({ claims: { sub: undefined } })],
    ['of an unknown key', () => sign({ kid: 'k2' })],
    ['signed by another key', async () => sign({ key: (await generateKeyPair('RS256')).privateKey })],
    ['without a signature', () => Promise.resolve(new UnsecuredJWT(claimsOf()).encode())],
    [
      'signed with the public key',
      async () => sign({ alg: 'HS256', key: Buffer.from(await exportSPKI(pair.publicKey)) }),
    ],
    [
      'changed',
      async () => (await sign()).replace(/\.[^.]+\./, `.${Buffer.from('{}').toString('base64url')}.`),
    ],
  ])('refuses a token that is %s', async (_name, create) => {
    expect(await authenticator.authenticate(await create())).toBeUndefined();
  });

  it('refuses a token that names no team', async () => {
    for (const team of [undefined, 'nowhere']) {
      const token = await sign({ claims: { team } });
      await expect(authenticator.authenticate(token)).rejects.toMatchObject({
        kindName: 'permission_denied',
      });
    }
  });

  it.each<[string, () => string | undefined]>([
    ['hang', () => undefined],
    ['are 50 MB', () => `{"keys":[],"x":"${'x'.repeat(50_000_000)}"}`],
    ['are no JSON', () => '<html>'],
  ])('lets nobody in while the keys %s, and does not call the token wrong', async (_name, answer) => {
    answerKeys = answer;
    const token = await sign();
    await expect(authenticator.authenticate(token)).rejects.toMatchObject({ kind: { status: 503 } });
    const start = performance.now();
    await expect(authenticator.authenticate(token)).rejects.toMatchObject({ kind: { status: 503 } });
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
