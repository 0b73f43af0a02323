import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { chatBody, openChatStream, postChat } from '../support/post-chat.js';
import {
  answerPlain,
  chunkEvent,
  DONE_EVENT,
  openStream,
  type RawUpstream,
  startRawUpstream,
} from '../support/raw-upstream.js';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.js';
import { writeConfigFile } from '../support/write-config-file.js';

const certificate = createSelfSignedCertificate();
let secure: RawUpstream;
let plain: RawUpstream;
let proxy: ConnectProxy;
let gateway: ManagedGateway;

beforeAll(async () => {
  [secure, plain] = await Promise.all([startRawUpstream({ tls: certificate }), startRawUpstream()]);
  for (const upstream of [secure, plain]) {
    upstream.answerChat((exchange) => {
      if (exchange.body.stream === true) openStream(exchange).end(chunkEvent('Yes') + DONE_EVENT);
      else answerPlain(exchange, 'Yes');
    });
  }
});

afterEach(() => Promise.all([gateway.stop(), proxy.stop()]));
afterAll(() => Promise.all([secure.stop(), plain.stop()]));

/** A gateway in front of the https upstream, with a proxy at hand. */
async function start(variables: (proxyUrl: string) => Readonly<Record<string, string>>): Promise<void> {
  proxy = await startConnectProxy();
  gateway = await startGateway({
    BAILIAN_API_KEY: 'sk-test-upstream',
    BAILIAN_BASE_URL: secure.baseUrl,
    NODE_EXTRA_CA_CERTS: certificate.certFile,
    ...variables(proxy.url),
  });
  await gateway.waitForReady();
}

/** A plain answer and a stream. */
async function expectAnswers(): Promise<void> {
  const { status, json } = await postChat(gateway.origin, chatBody());
  expect(status).toBe(200);
  expect(json).toMatchObject({ choices: [{ message: { content: 'Yes' } }] });
  const stream = await openChatStream(gateway.origin);
  expect(await stream.rest()).toEqual([chunkEvent('Yes'), DONE_EVENT]);
}

function targetOf({ origin }: RawUpstream): string {
  return new URL(origin).host;
}

describe('an https upstream', () => {
  it('is called directly where there is no proxy, with a private certificate authority', async () => {
    await start(() => ({}));
    await expectAnswers();
    expect(proxy.targets).toEqual([]);
  });

  it('is not trusted without its authority', async () => {
    await start(() => ({ NODE_EXTRA_CA_CERTS: '', BAILIAN_MODELS: 'qwen-plus' }));
    const { status, json } = await postChat(gateway.origin, chatBody());
    expect(status).toBe(502);
    expect(json).toMatchObject({ error: { code: 'upstream_error' } });
  });

  it('is called through HTTPS_PROXY', async () => {
    await start((url) => ({ HTTPS_PROXY: url }));
    await expectAnswers();
    expect(new Set(proxy.targets)).toEqual(new Set([targetOf(secure)]));
  });

  it('is called directly where NO_PROXY names its host', async () => {
    await start((url) => ({ HTTPS_PROXY: url, NO_PROXY: 'example.com,localhost' }));
    await expectAnswers();
    expect(proxy.targets).toEqual([]);
  });

  it('is called through the proxy of its instance, whatever NO_PROXY says', async () => {
    await start((url) => ({ BAILIAN_PROXY_URL: url, NO_PROXY: 'localhost' }));
    await expectAnswers();
    expect(new Set(proxy.targets)).toEqual(new Set([targetOf(secure)]));
  });

  it('is a 502 where the proxy cannot be reached', async () => {
    await start(() => ({ HTTPS_PROXY: 'http://127.0.0.1:1', BAILIAN_MODELS: 'qwen-plus' }));
    for (const stream of [false, true]) {
      const { status, json } = await postChat(gateway.origin, chatBody({ stream }));
      expect(status).toBe(502);
      expect(json).toMatchObject({ error: { code: 'upstream_error' } });
    }
  });
});

describe('an http upstream', () => {
  it('is called directly, whatever HTTPS_PROXY says', async () => {
    await start((url) => ({ HTTPS_PROXY: url, BAILIAN_BASE_URL: plain.baseUrl }));
    await expectAnswers();
    expect(proxy.targets).toEqual([]);
  });

  it('is called through proxy_url of its instance', async () => {
    await start((url) => ({
      CONFIG_FILE: writeConfigFile('providers:', '  bailian:', '    type: bailian', `    proxy_url: ${url}`),
      BAILIAN_BASE_URL: plain.baseUrl,
    }));
    await expectAnswers();
    expect(new Set(proxy.targets)).toEqual(new Set([targetOf(plain)]));
  });
});
