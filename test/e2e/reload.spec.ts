import { mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDirectory } from '../support/create-directory.js';
import { sendChat, sendRequest } from '../support/http-request.js';
import { type LogEntry, type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type ManagedSimulator, startSimulator } from '../support/managed-simulator.js';
import { chatBody, openChatStream } from '../support/post-chat.js';
import { readMetric, readSamples } from '../support/read-metric.js';
import { until } from '../support/until.js';

let simulator: ManagedSimulator;
let gateway: ManagedGateway;
let directory: string;
let generation = 0;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterEach(() => gateway.stop());
afterAll(() => simulator.stop());

const providers = (key = 'sk-first'): string => `providers:
  bailian: { type: bailian, api_key: ${key}, base_url: '${simulator.baseUrl}' }
`;

/** As the kubelet does: the file points through a link to a folder, and the link is swapped. */
function swap(text: string): void {
  const folder = `..generation-${(generation += 1)}`;
  mkdirSync(join(directory, folder));
  writeFileSync(join(directory, folder, 'config.yaml'), text);
  symlinkSync(folder, join(directory, '..data_tmp'));
  renameSync(join(directory, '..data_tmp'), join(directory, '..data'));
}

async function start(text: string): Promise<void> {
  directory = createDirectory({});
  swap(text);
  symlinkSync('..data/config.yaml', join(directory, 'config.yaml'));
  gateway = await startGateway({ CONFIG_FILE: join(directory, 'config.yaml') });
  await gateway.waitForReady();
}

const READ = 'the configuration was read again';
const REFUSED = 'the new configuration is refused';
const logged = (text: string): Promise<LogEntry> => gateway.waitForLog(({ msg }) => msg === text);
const chat = (model: string) => sendChat(gateway.origin, { ...chatBody(), model });
const versionOf = async (): Promise<string | undefined> =>
  (await readSamples(gateway.management, 'gateway_config_info'))[0]?.labels.version;

describe('a configuration that changes', () => {
  it('in a ConfigMap is taken over, with its version; streams go on', async () => {
    await start(providers());
    const before = await versionOf();
    await simulator.inject({ match: { path: '/chat/completions' }, eventIntervalMs: 100 });
    const stream = await openChatStream(gateway.origin);
    await stream.next();
    swap(`${providers('sk-second')}aliases: { fast: bailian/qwen-flash }\nlog_level: debug\n`);
    expect(await logged(READ)).toMatchObject({ changed: ['log_level', 'providers', 'aliases'] });
    expect((await stream.rest()).at(-1)).toContain('[DONE]');
    expect(await chat('fast')).toMatchObject({ status: 200 });
    const sent = await simulator.waitForRequest(({ body }) => body.model === 'qwen-flash');
    expect(sent.headers.authorization).toMatch(/cond$/);
    expect(await versionOf()).not.toBe(before);
    expect(await readMetric(gateway.management, 'gateway_config_last_reload_successful')).toBe(1);
    expect(readlinkSync(join(directory, '..data'))).toBe(`..generation-${generation}`);
  });

  it('is taken over on SIGHUP', async () => {
    await start(providers());
    rmSync(join(directory, 'config.yaml'));
    writeFileSync(join(directory, 'config.yaml'), `${providers()}aliases: { quick: bailian/qwen-turbo }\n`);
    gateway.process.child.kill('SIGHUP');
    await logged(READ);
    expect(await chat('quick')).toMatchObject({ status: 200 });
  });

  it('to something wrong is refused, with every problem, and the old one stays', async () => {
    await start(`${providers()}aliases: { fast: bailian/qwen-flash }\n`);
    const before = await versionOf();
    swap(`${providers('sk-hidden')}aliases: { fast: nowhere/x }\nlog_level: loud\n`);
    const refusal = await logged(REFUSED);
    expect(JSON.stringify(refusal)).toMatch(/config\.yaml:3:.*nowhere|nowhere|fast/);
    expect(JSON.stringify(refusal)).toContain('log_level');
    expect(JSON.stringify(refusal)).not.toContain('sk-hidden');
    expect(await chat('fast')).toMatchObject({ status: 200 });
    expect(await versionOf()).toBe(before);
    expect(await readMetric(gateway.management, 'gateway_config_last_reload_successful')).toBe(0);
    const health = await sendRequest(`${gateway.management}/health`);
    expect(health.status).toBe(200);
    expect(JSON.parse(health.text)).toMatchObject({
      configuration: { version: before, refusal: expect.stringContaining('cannot be used') as string },
    });
    swap(`${providers()}aliases: { fast: bailian/qwen-flash, other: bailian/qwen-max }\n`);
    await until(
      async () => (await readMetric(gateway.management, 'gateway_config_last_reload_successful')) === 1,
    );
  });

  it('in what only a restart can change is refused as a whole, by name', async () => {
    await start(providers());
    swap(`${providers()}aliases: { fast: bailian/qwen-flash }\nmax_body_bytes: 2048\nport: 1234\n`);
    expect(await logged(REFUSED)).toMatchObject({ settings: ['max_body_bytes'] });
    expect(await chat('fast')).toMatchObject({ status: 404 });
  });
});
