// npm test -- [file filters and options of Vitest]
import { ensureRedis } from './ensure-redis.mjs';
import { TestSummaryReporter } from './test-summary-reporter.mjs';

// Vitest decides about colours while it is loaded, and does not look whether its output is a terminal.
if (!process.stdout.isTTY && !('FORCE_COLOR' in process.env)) process.env.NO_COLOR = '1';
const { parseCLI, startVitest } = await import('vitest/node');

// Tests with several replicas run a Redis of their own; without it they fail and say so.
ensureRedis();

const summary = new TestSummaryReporter();
let isComplete = false;

try {
  const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
  const vitest = await startVitest('test', filter, {
    ...options,
    watch: false,
    reporters: ['default', summary],
  });
  await vitest.close();
  isComplete = true;
} catch (error) {
  console.error(error);
  summary.failed += 1;
}

const isSuccess = isComplete && summary.isSuccess && !process.exitCode;
// The last line, whatever happened; only then may a left-over handle be cut off.
process.stdout.write(`${summary.line}\n`, () => process.exit(isSuccess ? 0 : 1));
