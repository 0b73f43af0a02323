// helm test: a chat is streamed by this image from its simulator; then the release is asked for its health and its models.
// Runs in the image, without a package of its own. RELEASE_URL, RELEASE_KEY, RELEASE_MODEL; APP is where the image has it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const { RELEASE_URL, RELEASE_KEY, RELEASE_MODEL, APP = '/app' } = process.env;
const PATIENCE_MS = 60_000;
const children = [];

/** Starts a program of the image; resolves with what `pick` makes of the first line that it accepts. */
function start(program, env, pick) {
  const child = spawn(process.execPath, [`${APP}/dist/${program}`], {
    env: { ...env, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${program} ended with exit code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const value = pick(line);
      if (value !== undefined) resolve(value);
    });
  });
}

/** Streams a chat and counts its events. */
async function streamChat(origin, model, headers) {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'Say hello.' }] }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the chat was answered with ${response.status}: ${text}`);
  const events = text.split('\n\n').filter((event) => event.startsWith('data: '));
  if (events.length < 3 || events.at(-1) !== 'data: [DONE]') throw new Error(`no whole stream: ${text}`);
  return events.length;
}

async function testImage() {
  const simulator = await start(
    'simulator/main.js',
    { SIMULATOR_PORT: '0' },
    (line) => /^simulator listening on (\S+)$/.exec(line)?.[1],
  );
  const gateway = await start(
    'main.js',
    {
      PORT: '0',
      HOST: '127.0.0.1',
      MANAGEMENT_PORT: '0',
      DATABASE_URL: 'sqlite::memory:',
      BAILIAN_API_KEY: 'sk-test',
      BAILIAN_BASE_URL: `${simulator}/compatible-mode/v1`,
      LOG_FORMAT: 'json',
    },
    (line) => (line.includes('"msg":"listening"') ? JSON.parse(line).url : undefined),
  );
  await waitForOk(`${gateway}/health/ready`);
  console.log(`image: streamed ${await streamChat(gateway, 'qwen-plus', {})} events`);
}

async function waitForOk(url) {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return response.json();
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function testRelease() {
  const { status } = await waitForOk(`${RELEASE_URL}/health/ready`);
  const headers = RELEASE_KEY ? { authorization: `Bearer ${RELEASE_KEY}` } : {};
  const models = await fetch(`${RELEASE_URL}/v1/models`, { headers });
  const body = await models.json();
  if (!models.ok) throw new Error(`/v1/models was answered with ${models.status}`);
  console.log(`release: ${status}, ${body.data.length} models`);
  if (!RELEASE_MODEL) return;
  console.log(
    `release: streamed ${await streamChat(RELEASE_URL, RELEASE_MODEL, headers)} events of ${RELEASE_MODEL}`,
  );
}

function finish(code) {
  for (const child of children) child.kill('SIGTERM');
  process.exit(code);
}

setTimeout(() => {
  console.error('not done in time');
  finish(1);
}, PATIENCE_MS).unref();

try {
  await testImage();
  await testRelease();
  finish(0);
} catch (error) {
  console.error(error.message);
  finish(1);
}
