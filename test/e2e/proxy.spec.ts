import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { chatBody, postChat } from '../support/post-chat.js';
import { type RawTcpUpstream, startRawTcpUpstream } from '../support/raw-tcp-upstream.js';
import {
  answerPlain,
  DONE_EVENT,
  FINISH_EVENT,
  openingEvent,
  openStream,
  type RawUpstream,
  startRawUpstream,
} from '../support/raw-upstream.js';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.js';

const certificate = createSelfSignedCertificate();
const CONNECT_TIMEOUT_MS = '400';
/** Nobody listens there. */
const UNREACHABLE = 'http://127.0.0.1:1';

let secure: RawUpstream;
let otherSecure: RawUpstream;
let plain: RawUpstream;
/** Takes connections, and never says anything. */
let silent: RawTcpUpstream;

beforeAll(async () => {
  [secure, otherSecure, plain, silent] = await Promise.all([
    startRawUpstream({ tls: certificate }),
    startRawUpstream({ tls: certificate }),
    startRawUpstream(),
    startRawTcpUpstream(),
  ]);
  silent.meet(() => undefined);
  for (const upstream of [secure, otherSecure, plain]) {
    upstream.answerChat((exchange) => {
      if (exchange.body.stream === true) {
        openStream(exchange).end(openingEvent('Yes') + FINISH_EVENT + DONE_EVENT);
      } else {
        answerPlain(exchange, 'Yes');
      }
    });
  }
});

afterAll(() => Promise.all([secure, otherSecure, plain, silent].map((upstream) => upstream.stop())));

type Instance = Readonly<Record<'BASE_URL', string> & Partial<Record<'PROXY_URL', string>>>;

/** A gateway with these instances, named bailian-<key>. */
async function start(
  instances: Readonly<Record<string, Instance>>,
  variables: Readonly<Record<string, string>>,
): Promise<ManagedGateway> {
  const keys = Object.entries(instances).flatMap(([name, instance]) => {
    const prefix = `BAILIAN_${name.toUpperCase()}`;
    const own = Object.entries(instance).map(([key, value]) => [`${prefix}_${key}`, value]);
    return [[`${prefix}_API_KEY`, 'sk-test-upstream'], ...own];
  });
  const gateway = await startGateway({
    ...(Object.fromEntries(keys) as Record<string, string>),
    UPSTREAM_CONNECT_TIMEOUT_MS: CONNECT_TIMEOUT_MS,
    ...variables,
  });
  await gateway.waitForReady();
  return gateway;
}

/** A plain answer and a stream. */
async function expectAnswers({ origin }: ManagedGateway, instance: string): Promise<void> {
  const model = `bailian-${instance}/qwen-plus`;
  const { status, json } = await postChat(origin, chatBody({ model }));
  expect(status).toBe(200);
  expect(json).toMatchObject({ choices: [{ message: { content: 'Yes' } }] });
  const { text } = await postChat(origin, chatBody({ model, stream: true }));
  expect(text).toBe(openingEvent('Yes') + FINISH_EVENT + DONE_EVENT);
}

async function expectFailure(
  { origin }: ManagedGateway,
  instance: string,
  expected: { readonly status: number; readonly code: string },
): Promise<void> {
  for (const stream of [false, true]) {
    const { status, json } = await postChat(
      origin,
      chatBody({ model: `bailian-${instance}/qwen-plus`, stream }),
    );
    expect(status).toBe(expected.status);
    expect(json).toMatchObject({ error: { code: expected.code } });
  }
}

function hostOf({ origin }: RawUpstream): string {
  return new URL(origin).host;
}

const FAILED = { status: 502, code: 'upstream_error' };
const TOO_LATE = { status: 504, code: 'upstream_timeout' };

describe('an instance', () => {
  let gateway: ManagedGateway;
  let proxies: readonly [tunnels: ConnectProxy, refuses: ConnectProxy, ignores: ConnectProxy];

  beforeAll(async () => {
    proxies = await Promise.all([
      startConnectProxy(),
      startConnectProxy('refuses'),
      startConnectProxy('ignores'),
    ]);
    const [tunnels, refuses, ignores] = proxies.map(({ url }) => url);
    const instances = {
      direct: { BASE_URL: otherSecure.baseUrl },
      proxied: { BASE_URL: secure.baseUrl, PROXY_URL: tunnels },
      plain: { BASE_URL: plain.baseUrl, PROXY_URL: tunnels },
      silent: { BASE_URL: `https://localhost:${silent.port}`, PROXY_URL: tunnels },
      refused: { BASE_URL: secure.baseUrl, PROXY_URL: refuses },
      ignored: { BASE_URL: secure.baseUrl, PROXY_URL: ignores },
      unreachable: { BASE_URL: secure.baseUrl, PROXY_URL: UNREACHABLE },
    };
    // Its own proxy is for an instance, whatever the general setting exempts.
    gateway = await start(instances, { NODE_EXTRA_CA_CERTS: certificate.certFile, NO_PROXY: 'localhost' });
  });

  afterAll(() => Promise.all([gateway, ...proxies].map((running) => running.stop())));

  it('is called directly where it has no proxy, with a private certificate authority', async () => {
    await expectAnswers(gateway, 'direct');
    expect(proxies.flatMap(({ targets }) => targets)).not.toContain(hostOf(otherSecure));
  });

  it('is called through its own proxy', async () => {
    await expectAnswers(gateway, 'proxied');
    expect(proxies[0].targets).toContain(hostOf(secure));
  });

  it('is called through its own proxy by http, too', async () => {
    await expectAnswers(gateway, 'plain');
    expect(proxies[0].targets).toContain(hostOf(plain));
  });

  it('is a 502 where the proxy refuses the tunnel', () => expectFailure(gateway, 'refused', FAILED));

  it('is a 502 where the proxy cannot be reached', () => expectFailure(gateway, 'unreachable', FAILED));

  it('is a 504 where the proxy does not answer in the time for connecting', () =>
    expectFailure(gateway, 'ignored', TOO_LATE));

  it('is a 504 where the upstream behind the proxy does not in the time for connecting', async () => {
    await expectFailure(gateway, 'silent', TOO_LATE);
    expect(proxies[0].targets).toContain(`localhost:${silent.port}`);
  });
});

describe('HTTPS_PROXY', () => {
  let gateway: ManagedGateway;
  let proxy: ConnectProxy;

  beforeAll(async () => {
    proxy = await startConnectProxy();
    const instances = {
      secure: { BASE_URL: secure.baseUrl },
      exempt: { BASE_URL: otherSecure.baseUrl },
      plain: { BASE_URL: plain.baseUrl },
    };
    gateway = await start(instances, {
      NODE_EXTRA_CA_CERTS: certificate.certFile,
      HTTPS_PROXY: proxy.url.replace('//', '//eve:pass%20word@'),
      NO_PROXY: `example.com,${hostOf(otherSecure)}`,
    });
  });

  afterAll(() => Promise.all([gateway.stop(), proxy.stop()]));

  it('is used for https', async () => {
    await expectAnswers(gateway, 'secure');
    expect(proxy.targets).toContain(hostOf(secure));
  });

  it('is used with its credentials, and does not see those of the upstream, nor the upstream its own', async () => {
    await expectAnswers(gateway, 'secure');
    const expected = `Basic ${Buffer.from('eve:pass word').toString('base64')}`;
    expect(new Set(proxy.headers.map((headers) => headers['proxy-authorization']))).toEqual(
      new Set([expected]),
    );
    expect(proxy.headers.filter((headers) => 'authorization' in headers)).toEqual([]);
    const seen = secure.exchanges.map(({ request }) => request.headers);
    expect(seen.filter((headers) => 'proxy-authorization' in headers)).toEqual([]);
  });

  it('is not used for what NO_PROXY names', async () => {
    await expectAnswers(gateway, 'exempt');
    expect(proxy.targets).not.toContain(hostOf(otherSecure));
  });

  it('is not used for http', async () => {
    await expectAnswers(gateway, 'plain');
    expect(proxy.targets).not.toContain(hostOf(plain));
  });
});

describe('a gateway', () => {
  let gateway: ManagedGateway;
  let proxy: ConnectProxy;

  beforeAll(async () => {
    proxy = await startConnectProxy('ignores');
    const instances = { exempt: { BASE_URL: secure.baseUrl }, proxied: { BASE_URL: otherSecure.baseUrl } };
    gateway = await start(instances, { HTTPS_PROXY: proxy.url, NO_PROXY: hostOf(secure) });
  });

  afterAll(() => Promise.all([gateway.stop(), proxy.stop()]));

  it('does not trust an upstream whose certificate authority it was not told', () =>
    expectFailure(gateway, 'exempt', FAILED));

  it('does not wait longer for HTTPS_PROXY than for other connections', () =>
    expectFailure(gateway, 'proxied', TOO_LATE));
});
