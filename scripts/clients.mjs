// npm run clients [-- --home <folder>]: installs the pinned clients that package.json does not have, runs each through its task
// against gateway and simulator, and writes docs/clients/report.md. With --home what is installed stays, for the next run.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { ClientReportReporter } from './client-report-reporter.mjs';
import { createEmptyDirectory } from './managed-process.mjs';

const QWEN_CODE = '@qwen-code/qwen-code@0.24.4';
const REPORT = 'docs/clients/report.md';

const { values } = parseArgs({ options: { home: { type: 'string' } } });
const home = values.home === undefined ? createEmptyDirectory() : resolve(values.home);

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${error?.message ?? `exit code ${status}`}`);
}

function install() {
  const python = join(home, 'venv', 'bin', 'python');
  if (!existsSync(python)) run('python3', '-m', 'venv', join(home, 'venv'));
  run(
    python,
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    'examples/requirements.txt',
  );
  const node = join(home, 'node');
  mkdirSync(node, { recursive: true });
  run(
    'npm',
    'install',
    '--prefix',
    node,
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--loglevel',
    'error',
    QWEN_CODE,
  );
}

async function writeReport(table) {
  const day = new Date().toISOString().slice(0, 10);
  const text = `# Clients that were tried

Written by \`npm run clients\` on ${day}, Node ${process.version}: each real client did its task against the gateway with the
[simulator](../simulator.md) as its upstream. A short form runs in \`npm test\`.

${table}
`;
  writeFileSync(REPORT, await format(text, { ...(await resolveConfig(REPORT)), parser: 'markdown' }));
}

install();
process.env.CLIENTS_HOME = home;
const { startVitest } = await import('vitest/node');
const reporter = new ClientReportReporter();
const vitest = await startVitest('test', ['test/clients'], {
  watch: false,
  reporters: ['default', reporter],
});
await vitest.close();
await writeReport(reporter.table);
console.log(`${reporter.table}\n\nwritten to ${REPORT}`);
process.exit(process.exitCode ?? 0);
