import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cleanEnvironment, createEmptyDirectory, findFreePort, ManagedProcess } from '../managed-process.mjs';
import { run } from '../run-steps.mjs';
import { innerProcess, makeRoot, startContained } from './contained-process.mjs';

const MODEL = 'qwen-plus';
const KEY = 'key-of-the-image-check';

/**
 * The file set of the image, run on Node 24 as it would be in a cluster: it starts, answers, streams on after SIGTERM, and ends
 * with exit code 0. `helm test`'s program passes in it.
 */
export async function checkImage() {
  const root = createEmptyDirectory();
  await run('npm', ['run', '--silent', 'pack:image', '--', root]);
  await makeRoot(root);
  await expectReadOnly(root);
  const simulator = await startSimulator();
  const gateway = await startGateway(root, simulator.origin);
  await showsDemo(gateway, simulator.origin);
  const events = await passesHelmTest(root, gateway);
  await drains(gateway, simulator.origin);
  await simulator.process.stop();
  const { components } = JSON.parse(readFileSync(join(root, 'app/sbom.cdx.json'), 'utf8'));
  return {
    summary: `ready after ${gateway.readyMs} ms, ${events} events in helm test, ${components.length} packages`,
  };
}

async function expectReadOnly(root) {
  const script = `import { writeFileSync } from 'node:fs';
    const tried = ['/app/x', '/x', '/usr/local/bin/x', '/data/x', '/tmp/x'].map((path) => {
      try { writeFileSync(path, ''); return 'written'; } catch (error) { return error.code; }
    });
    console.log(JSON.stringify([process.version.split('.')[0], process.pid, process.getuid(), ...tried]));`;
  const probe = startContained(root, ['--input-type=module', '-e', script]);
  assert.equal(await probe.ended, 'exit code 0', probe.lines.join('\n'));
  const [seen] = probe.lines.map((line) => JSON.parse(line));
  assert.deepEqual(seen, ['v24', 1, 65532, 'EROFS', 'EROFS', 'EROFS', 'written', 'written']);
}

async function startSimulator() {
  const child = new ManagedProcess(process.execPath, [resolve('dist/simulator/main.js')], {
    env: cleanEnvironment({ SIMULATOR_PORT: '0' }),
  });
  const origin = await child.waitForLine((line) => /^simulator listening on (\S+)$/.exec(line)?.[1]);
  return { process: child, origin };
}

async function startGateway(root, simulator) {
  const port = await findFreePort();
  const started = performance.now();
  const env = {
    NODE_ENV: 'production',
    PORT: String(port),
    MANAGEMENT_PORT: String(await findFreePort()),
    HOST: '127.0.0.1',
    DATABASE_URL: 'sqlite:/data/gateway.db',
    GATEWAY_MASTER_KEY: KEY,
    BAILIAN_API_KEY: 'sk-check',
    BAILIAN_BASE_URL: `${simulator}/compatible-mode/v1`,
    LOG_FORMAT: 'json',
  };
  const child = startContained(root, ['/app/dist/main.js'], { env });
  const origin = `http://127.0.0.1:${port}`;
  await child.waitForOk(`${origin}/health/ready`);
  return { process: child, origin, readyMs: Math.round(performance.now() - started) };
}

function postChat({ origin }, body) {
  return fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'Hello' }], ...body }),
  });
}

async function showsDemo(gateway, simulator) {
  const response = await postChat(gateway, { max_tokens: 64 });
  assert.equal(response.status, 200, await response.text());
  const requests = await (await fetch(`${simulator}/_simulator/requests`)).json();
  const { body } = requests.findLast(({ path }) => path.endsWith('/chat/completions'));
  assert.equal(body.max_completion_tokens, 64);
  assert.ok(!('max_tokens' in body));
}

/** The program of the chart's test pod, against the gateway that runs. */
async function passesHelmTest(root, { origin }) {
  const folder = createEmptyDirectory();
  copyFileSync('deploy/helm/files/test-stream.mjs', join(folder, 'test-stream.mjs'));
  await run('chmod', ['755', folder]);
  const env = { RELEASE_URL: origin, RELEASE_KEY: KEY, RELEASE_MODEL: MODEL };
  const test = startContained(root, ['/mnt/test-stream.mjs'], { env, mounted: [folder] });
  assert.equal(await test.ended, 'exit code 0', test.lines.join('\n'));
  const [, events] = /^release: streamed (\d+) events/m.exec(test.lines.join('\n')) ?? [];
  assert.ok(Number(events) > 3, test.lines.join('\n'));
  return events;
}

async function drains(gateway, simulator) {
  await fetch(`${simulator}/_simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eventIntervalMs: 150, match: { path: '/chat/completions' } }),
  });
  const response = await postChat(gateway, { stream: true });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = decoder.decode((await reader.read()).value, { stream: true });
  assert.ok(!text.includes('[DONE]'), 'the stream was over before SIGTERM');
  process.kill(innerProcess(gateway.process), 'SIGTERM');
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += decoder.decode(piece.value, { stream: true });
  }
  assert.ok(text.endsWith('data: [DONE]\n\n'), text);
  assert.equal(await gateway.process.ended, 'exit code 0');
}
