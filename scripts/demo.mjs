// npm run demo -- [--once]: the gateway in front of the simulator, with nothing else needed.
import { resolve } from 'node:path';
import { showChat, showStreamedChat } from './demo-showing.mjs';
import { usageText } from './demo-usage.mjs';
import { cleanEnvironment, createEmptyDirectory, findFreePort, ManagedProcess } from './managed-process.mjs';

const DEFAULT_PORT = 8080;
const isOnce = process.argv.includes('--once');
const children = [];
let isStopping = false;

async function choosePort() {
  const wanted = process.env.PORT;
  try {
    return await findFreePort(Number(wanted || DEFAULT_PORT));
  } catch {
    if (wanted) throw new Error(`PORT=${wanted} cannot be used: choose another, or leave PORT unset`);
    const port = await findFreePort();
    console.log(`Port ${DEFAULT_PORT} is taken, so the gateway listens on ${port}.\n`);
    return port;
  }
}

function start(args, env) {
  const child = new ManagedProcess(process.execPath, args, {
    cwd: createEmptyDirectory(),
    env: cleanEnvironment(env),
  });
  children.push(child);
  return child;
}

async function startSimulator() {
  const simulator = start([resolve('dist/simulator/main.js')], { SIMULATOR_PORT: '0' });
  return simulator.waitForLine((line) => /^simulator listening on (http:\S+)$/.exec(line)?.[1]);
}

async function startGateway(simulatorOrigin) {
  const port = await choosePort();
  const gateway = start([resolve('dist/main.js')], {
    PORT: String(port),
    MANAGEMENT_PORT: process.env.MANAGEMENT_PORT || '0',
    BAILIAN_API_KEY: 'sk-demo',
    BAILIAN_BASE_URL: `${simulatorOrigin}/compatible-mode/v1`,
    LOG_LEVEL: 'warn',
  });
  const origin = `http://127.0.0.1:${port}`;
  await gateway.waitForOk(`${origin}/health`);
  return origin;
}

async function finish(code) {
  if (isStopping) return;
  isStopping = true;
  await Promise.all(children.map((child) => child.stop()));
  process.exit(code);
}

async function run() {
  const simulator = await startSimulator();
  const gateway = await startGateway(simulator);
  console.log(`simulator  ${simulator}  (stands in for Model Studio)\ngateway    ${gateway}\n`);
  await showChat(gateway, simulator);
  await showStreamedChat(gateway, simulator);
  if (isOnce) return finish(0);
  console.log(usageText(gateway));
  const how = await Promise.race(children.map((child) => child.ended));
  if (!isStopping) throw new Error(`The gateway or the simulator stopped by itself (${how}).`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => finish(0));

try {
  await run();
} catch (error) {
  if (!isStopping) console.error(`\nThe demo failed: ${error.message}`);
  await finish(1);
}
