import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

/** Runs a program; resolves with its standard output, rejects with all of its output unless it succeeds. */
export function run(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const [stdout, output] = [[], []];
  child.stdout.on('data', (bytes) => {
    stdout.push(bytes);
    output.push(bytes);
  });
  child.stderr.on('data', (bytes) => output.push(bytes));
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? done(Buffer.concat(stdout).toString())
        : reject(new Error(Buffer.concat(output).toString() || `${command}: exit code ${code}`)),
    );
  });
}

/** Runs a development tool of node_modules in the same way. */
export function tool(name, ...args) {
  const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_UPDATE_NOTIFIER: '1' };
  const env = { ...process.env, ...quiet, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };
  return run(resolve('node_modules/.bin', name), args, { env });
}

async function runStep({ name, run: work }) {
  const start = performance.now();
  const outcome = await work().then(
    (note) => ({ note }),
    (error) => ({ failure: error.message }),
  );
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const isOk = outcome.failure === undefined;
  const note = isOk && typeof outcome.note === 'object' ? `: ${outcome.note.summary}` : '';
  console.log(`${isOk ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)${note}`);
  if (!isOk) console.log(shorten(outcome.failure.trimEnd()).replace(/^/gm, '       '));
  return isOk;
}

/** Begin and end of a long output. */
function shorten(text) {
  const lines = text.split('\n');
  if (lines.length <= LONGEST_OUTPUT) return text;
  const half = LONGEST_OUTPUT / 2;
  return [...lines.slice(0, half), `… ${lines.length - LONGEST_OUTPUT} lines …`, ...lines.slice(-half)].join(
    '\n',
  );
}

const LONGEST_OUTPUT = 40;

/**
 * Runs the steps, `atOnce` at a time, and prints how each ended, with the `summary` that it may resolve to. Resolves with
 * whether all went well.
 */
export async function runSteps(steps, atOnce = Math.min(4, availableParallelism())) {
  const waiting = [...steps];
  const results = [];
  async function work() {
    for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await runStep(step));
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  const failures = results.filter((isOk) => !isOk).length;
  console.log(failures === 0 ? 'all checks passed' : `${failures} of ${steps.length} checks failed`);
  return failures === 0;
}
