// npm run bench -- [--quick] [--only chat,stream,slow-readers,large-files]
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measureLargeFiles } from './large-files.mjs';
import { measure } from './measure.mjs';
import { formatComparison, formatLargeFiles, formatSlowReaders } from './report.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { isPinned, startFloor, startGateway, startLoad, startUpstream, stop, stopAll } from './servers.mjs';
import { measureSlowReaders } from './slow-readers.mjs';

const SLOW_READERS = 'slow-readers';
const LARGE_FILES = 'large-files';
const NAMES = [...SCENARIOS.map(({ name }) => name), SLOW_READERS, LARGE_FILES];

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: NAMES.join(',') },
    },
  });
  const only = values.only.split(',');
  const unknown = only.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(',')}: there are ${NAMES.join(', ')}`);
  return { only, isQuick: values.quick, rounds: values.quick ? 3 : 7 };
}

/** Fresh servers for each scenario: memory and compiled code are then its own. */
async function compare(scenario, { upstream, load, ...options }) {
  const floor = await startFloor(upstream);
  const gateway = await startGateway(upstream);
  const result = await measure(scenario, { floor, gateway, load, ...options });
  await stop(floor, gateway);
  return result;
}

async function run({ only, ...options }) {
  const upstream = await startUpstream();
  const load = startLoad();
  const results = [];
  for (const scenario of SCENARIOS.filter(({ name }) => only.includes(name))) {
    results.push(await compare(scenario, { upstream, load, ...options }));
  }
  if (results.length > 0) console.log(`${formatComparison(results)}\n`);
  if (only.includes(LARGE_FILES)) {
    const largeFiles = await measureLargeFiles();
    console.log(`${formatLargeFiles(largeFiles)}\n`);
    if (!largeFiles.every(({ isOk }) => isOk)) process.exitCode = 1;
  }
  if (!only.includes(SLOW_READERS)) return;
  const slowReaders = await measureSlowReaders(await startGateway(upstream), upstream);
  console.log(`${formatSlowReaders(slowReaders)}\n`);
  if (!slowReaders.isOk) process.exitCode = 1;
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => stopAll().then(() => process.exit(130)));
}

try {
  const options = readOptions();
  const pinning = isPinned
    ? 'server and load on different cores'
    : 'NOT pinned to cores: ratios are less certain';
  console.log(`Node ${process.version}, ${cpus()[0].model}, ${options.rounds} rounds, ${pinning}\n`);
  await run(options);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await stopAll();
}
