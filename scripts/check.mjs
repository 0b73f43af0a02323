// npm run check: everything that can be found wrong without running the tests.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { fetchOpenapiDocument } from './fetch-openapi-document.mjs';
import { createEmptyDirectory } from './managed-process.mjs';

// Leaving by exit lets the clean-up of managed-process.mjs run.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const document = join(createEmptyDirectory(), 'openapi.json');

// The longest first, so that two at a time end together.
const STEPS = [
  { name: 'OpenAPI', run: lintOpenapi },
  { name: 'lint', run: () => tool('eslint', '.', '--max-warnings', '0') },
  { name: 'types', run: () => tool('tsc', '--noEmit', '-p', 'tsconfig.check.json') },
  { name: 'dead code', run: () => tool('knip') },
  { name: 'import rule', run: () => tool('depcruise', 'src', 'test', 'scripts', 'bench') },
  { name: 'format', run: () => tool('prettier', '--check', '--log-level', 'warn', '.') },
];

async function lintOpenapi() {
  await tool('nest', 'build');
  writeFileSync(document, JSON.stringify(await fetchOpenapiDocument(), null, 2));
  const verdicts = await Promise.allSettled([
    tool('redocly', 'lint', document, '--config', 'redocly.yaml', '--format', 'stylish'),
    tool('spectral', 'lint', document, '--ruleset', '.spectral.yaml', '--fail-severity', 'warn', '--quiet'),
  ]);
  const problems = verdicts.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.message);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** Runs a development tool; rejects with its output unless it succeeds. */
function tool(name, ...args) {
  const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_UPDATE_NOTIFIER: '1' };
  const child = spawn(resolve('node_modules/.bin', name), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...quiet, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) },
  });
  const output = [];
  child.stdout.on('data', (bytes) => output.push(bytes));
  child.stderr.on('data', (bytes) => output.push(bytes));
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? done()
        : reject(new Error(Buffer.concat(output).toString() || `${name}: exit code ${code}`)),
    );
  });
}

async function runStep({ name, run }) {
  const start = performance.now();
  const failure = await run().then(
    () => undefined,
    (error) => error.message,
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${failure === undefined ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (failure !== undefined) console.log(failure.trimEnd().replace(/^/gm, '       '));
  return failure === undefined;
}

const waiting = [...STEPS];
const results = [];
async function work() {
  for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await runStep(step));
}
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));

const failures = results.filter((isOk) => !isOk).length;
console.log(failures === 0 ? 'all checks passed' : `${failures} of ${STEPS.length} checks failed`);
process.exitCode = failures === 0 ? 0 : 1;
