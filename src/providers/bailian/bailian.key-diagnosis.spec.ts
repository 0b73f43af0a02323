import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { listenOnLoopback, type LoopbackServer } from '../../../test/support/loopback-server.js';
import { until } from '../../../test/support/until.js';
import { ProviderSettings } from '../../config/provider-settings.js';
import { Settings } from '../../config/settings.js';
import { UpstreamClientFactory } from '../upstream/upstream-client.factory.js';
import { KeyDiagnosis } from './bailian.key-diagnosis.js';
import { listHosts } from './bailian.known-hosts.js';
import { tryKey } from './bailian.try-key.js';

const KEY = 'sk-0123456789abcd';
const ANSWER_MS = 300;
const running: LoopbackServer[] = [];
const opened: KeyDiagnosis[] = [];

afterEach(async () => {
  for (const diagnosis of opened.splice(0)) diagnosis.close();
  await Promise.all(running.splice(0).map(({ stop }) => stop()));
});

interface Region {
  readonly host: string;
  readonly baseUrl: string;
  /** Method, path and credential of what it was asked. */
  readonly asked: readonly string[];
}

/** A host of a region that takes these keys. */
async function startRegion(...keys: readonly string[]): Promise<Region> {
  return serveRegion(({ headers }, response) => {
    const isTaken = keys.some((key) => headers.authorization === `Bearer ${key}`);
    response.writeHead(isTaken ? 200 : 401).end('{"data":[]}');
  });
}

async function serveRegion(listener: RequestListener): Promise<Region> {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    listener(request, response);
  });
  const listening = await listenOnLoopback(server);
  running.push(listening);
  const host = `127.0.0.1:${listening.port}`;
  return { host, baseUrl: `http://${host}/compatible-mode/v1`, asked };
}

const factory = new UpstreamClientFactory(new Settings());

interface Setup {
  readonly regions: Readonly<Record<string, Region>>;
  readonly allowed?: readonly string[];
  readonly instance?: Partial<ProviderSettings>;
}

/** Of an instance whose own host is that of `beijing`. */
function createDiagnosis({ regions, allowed = ['all'], instance = {} }: Setup) {
  const table = Object.fromEntries(
    Object.entries(regions).map(([name, { baseUrl }]) => [
      name,
      { sharedBaseUrl: baseUrl, workspaceBaseUrl: `https://{workspace-id}.${name}.test/v1` },
    ]),
  );
  const settings = Object.assign(new ProviderSettings(), { name: 'bailian', apiKeys: [KEY], ...instance });
  const reports: string[] = [];
  const diagnosis = new KeyDiagnosis({
    instance: settings,
    hosts: listHosts(table, allowed, { ownHost: regions.beijing?.host ?? '' }),
    ask: ({ baseUrl }, key) =>
      tryKey(() => factory.create({ name: 'x', apiKeys: [key] }, baseUrl), ANSWER_MS),
    report: (finding, key) => {
      expect(finding).toContain(key);
      reports.push(finding);
    },
  });
  opened.push(diagnosis);
  return { diagnosis, reports };
}

describe('a key that is refused', () => {
  it('is found in the region that takes it, by asking every other host once', async () => {
    const [beijing, singapore, virginia] = await Promise.all([
      startRegion(),
      startRegion(KEY),
      startRegion(),
    ]);
    const { diagnosis, reports } = createDiagnosis({ regions: { beijing, singapore, virginia } });
    diagnosis.observe(KEY, 401);
    diagnosis.observe(KEY, 401);
    const [finding] = await until(() => (reports.length > 0 ? reports : undefined));
    expect(finding).toBe('the key …abcd is of the region singapore: set BAILIAN_REGION=singapore');
    diagnosis.observe(KEY, 401);
    expect(diagnosis.notices()).toEqual([finding]);
    expect(reports).toHaveLength(1);
    expect(beijing.asked).toEqual([]);
    for (const { asked } of [singapore, virginia]) {
      expect(asked).toEqual([`GET /compatible-mode/v1/models Bearer ${KEY}`]);
    }
  });

  it('is not sent to a host that is not allowed', async () => {
    const [beijing, singapore, virginia] = await Promise.all([
      startRegion(),
      startRegion(KEY),
      startRegion(),
    ]);
    const { diagnosis, reports } = createDiagnosis({
      regions: { beijing, singapore, virginia },
      allowed: ['virginia'],
    });
    diagnosis.observe(KEY, 401);
    const [finding] = await until(() => (reports.length > 0 ? reports : undefined));
    expect(finding).toMatch(
      /^the key …abcd is refused here, and none of the hosts asked takes it: virginia;/,
    );
    expect(singapore.asked).toEqual([]);
    expect(virginia.asked).toHaveLength(1);
  });

  it('is not looked for where nobody may be asked', async () => {
    const [beijing, singapore] = await Promise.all([startRegion(), startRegion(KEY)]);
    const { diagnosis, reports } = createDiagnosis({ regions: { beijing, singapore }, allowed: [] });
    diagnosis.observe(KEY, 401);
    expect(diagnosis.notices()).toEqual([]);
    expect([...reports, ...singapore.asked]).toEqual([]);
  });

  it('is found although another host is silent, and one is broken', async () => {
    const [beijing, singapore, virginia, hongkong] = await Promise.all([
      startRegion(),
      startRegion(),
      serveRegion(() => undefined),
      serveRegion((_request, response) => response.writeHead(500).end()),
    ]);
    const { diagnosis, reports } = createDiagnosis({ regions: { beijing, singapore, virginia, hongkong } });
    diagnosis.observe(KEY, 401);
    const [finding] = await until(() => (reports.length > 0 ? reports : undefined));
    expect(finding).toContain('singapore, virginia, hongkong (virginia, hongkong could not be asked)');
  });

  it('is looked for each by itself', async () => {
    const other = 'sk-9876543210wxyz';
    const [beijing, singapore] = await Promise.all([startRegion(), startRegion(KEY)]);
    const { diagnosis, reports } = createDiagnosis({ regions: { beijing, singapore } });
    diagnosis.observe(KEY, 401);
    diagnosis.observe(other, 401);
    await until(() => reports.length === 2);
    expect(diagnosis.notices().toSorted()).toEqual([
      'the key …abcd is of the region singapore: set BAILIAN_REGION=singapore',
      expect.stringMatching(/^the key …wxyz is refused here/),
    ]);
  });

  it('is no notice any more once it is taken, and again one when it is refused', async () => {
    const [beijing, singapore] = await Promise.all([startRegion(), startRegion(KEY)]);
    const { diagnosis } = createDiagnosis({ regions: { beijing, singapore } });
    diagnosis.observe(KEY, 401);
    await until(() => diagnosis.notices().length === 1);
    diagnosis.observe(KEY, 429);
    expect(diagnosis.notices()).toHaveLength(1);
    diagnosis.observe(KEY, 200);
    expect(diagnosis.notices()).toEqual([]);
    diagnosis.observe(KEY, 401);
    expect(diagnosis.notices()).toHaveLength(1);
    expect(singapore.asked).toHaveLength(1);
  });

  it.each([
    [{ name: 'bailian-east' }, 'set BAILIAN_EAST_REGION=singapore'],
    [{ baseUrl: 'http://x/v1' }, 'set BAILIAN_REGION=singapore, and remove BAILIAN_BASE_URL'],
    [{ workspaceId: 'ws-1' }, 'set BAILIAN_REGION=singapore, and remove BAILIAN_WORKSPACE_ID'],
    [{ name: 'qwen' }, 'set region: singapore of the provider qwen in config.yaml'],
  ])('of an instance with %j leads to the advice: %s', async (instance, advice) => {
    const [beijing, singapore] = await Promise.all([startRegion(), startRegion(KEY)]);
    const { diagnosis, reports } = createDiagnosis({ regions: { beijing, singapore }, instance });
    diagnosis.observe(KEY, 401);
    const [finding] = await until(() => (reports.length > 0 ? reports : undefined));
    expect(finding).toBe(`the key …abcd is of the region singapore: ${advice}`);
  });

  it('of a plan is known by its form, and sent nowhere', async () => {
    const plan = 'sk-sp-0123456789abcd';
    const [beijing, singapore] = await Promise.all([startRegion(), startRegion(plan)]);
    const { diagnosis, reports } = createDiagnosis({ regions: { beijing, singapore } });
    diagnosis.observe(plan, 401);
    expect(reports).toEqual([
      expect.stringMatching(
        /^the key …abcd is of a Coding Plan.*set BAILIAN_BASE_URL=https:\/\/coding\.dashscope/,
      ),
    ]);
    expect(singapore.asked).toEqual([]);
  });

  it('of a plan at the host of a plan is not sent elsewhere', () => {
    const { diagnosis, reports } = createDiagnosis({
      regions: {},
      instance: { baseUrl: 'https://coding-intl.dashscope.aliyuncs.com/v1' },
    });
    diagnosis.observe('sk-sp-0123456789abcd', 401);
    expect(reports).toEqual([expect.stringContaining('check that the plan is in force')]);
  });

  it('shows nothing of a short key', () => {
    const { diagnosis, reports } = createDiagnosis({ regions: {} });
    diagnosis.observe('sk-sp-abc', 401);
    expect(reports[0]).not.toContain('abc');
  });

  it('is given up when the provider closes', async () => {
    let hasLeft = false;
    const [beijing, singapore] = await Promise.all([
      startRegion(),
      serveRegion((request) => {
        request.socket.once('close', () => {
          hasLeft = true;
        });
      }),
    ]);
    const { diagnosis, reports } = createDiagnosis({ regions: { beijing, singapore } });
    diagnosis.observe(KEY, 401);
    await until(() => singapore.asked.length === 1);
    diagnosis.close();
    await until(() => hasLeft);
    expect(reports).toEqual([]);
  });
});

describe('tryKey', () => {
  it.each([
    [200, 'accepted'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'unknown'],
    [302, 'unknown'],
  ])('takes %i for %s, and follows nobody', async (status, verdict) => {
    const elsewhere = await startRegion(KEY);
    const region = await serveRegion((_request, response) =>
      response.writeHead(status, { location: elsewhere.baseUrl }).end('{}'),
    );
    const open = () => factory.create({ name: 'x', apiKeys: [KEY] }, region.baseUrl);
    expect(await firstValueFrom(tryKey(open))).toBe(verdict);
    expect(elsewhere.asked).toEqual([]);
  });
});
