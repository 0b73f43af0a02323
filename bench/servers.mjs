import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  cleanEnvironment,
  createEmptyDirectory,
  findFreePort,
  ManagedProcess,
} from '../scripts/managed-process.mjs';
import { chooseCores } from './process-figures.mjs';
import { EMBEDDING_MODEL } from './wire.mjs';

const cores = spawnSync('taskset', ['-V']).status === 0 ? chooseCores() : undefined;
const running = new Set();

export const isPinned = cores !== undefined;

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

function start(core, nodeArguments, options) {
  const command = [process.execPath, ...nodeArguments];
  // taskset replaces itself by the command, so the process id is that of node.
  if (core !== undefined) command.unshift('taskset', '-c', String(core));
  const started = new ManagedProcess(command[0], command.slice(1), options);
  running.add(started);
  return started;
}

async function listening(started) {
  const origin = await started.waitForLine((line) => /listening on (http:\S+)/.exec(line)?.[1]);
  return Object.assign(started, { origin });
}

export async function startUpstream() {
  return listening(start(cores?.others, [file('upstream.mjs')]));
}

export async function startFloor(upstream) {
  const begin = performance.now();
  const floor = await listening(start(cores?.server, [file('floor.mjs'), upstream.origin]));
  return Object.assign(floor, { startUpMs: performance.now() - begin });
}

/** The gateway as it is run in earnest: access log on (into the void), metrics on. */
export async function startGateway(upstream) {
  const port = await findFreePort();
  const env = cleanEnvironment({
    PORT: String(port),
    MANAGEMENT_PORT: String(await findFreePort()),
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
    BAILIAN_API_KEY: 'sk-bench',
    BAILIAN_BASE_URL: `${upstream.origin}/v1`,
    BAILIAN_MODELS: EMBEDDING_MODEL,
  });
  const begin = performance.now();
  const gateway = start(cores?.server, [file('../dist/main.js')], {
    cwd: createEmptyDirectory(),
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const origin = `http://127.0.0.1:${port}`;
  await gateway.waitForOk(`${origin}/health`);
  return Object.assign(gateway, { origin, startUpMs: performance.now() - begin });
}

/** A load generator; `run` resolves with latencies in milliseconds once all answers came and were right. */
export function startLoad() {
  const load = start(cores?.others, [file('load.mjs')], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const run = async (task) => {
    const answer = new Promise((resolve) => load.child.once('message', resolve));
    load.child.send(task);
    const ended = load.ended.then((how) => ({ problem: `the load generator ended (${how})` }));
    const { result, problem } = await Promise.race([answer, ended]);
    if (problem !== undefined) throw new Error(`${task.name} at ${task.origin}: ${problem}`);
    return result;
  };
  return Object.assign(load, { run });
}

export async function stop(...processes) {
  await Promise.all(processes.map((started) => started.stop()));
  for (const started of processes) running.delete(started);
}

export async function stopAll() {
  await stop(...running);
}
