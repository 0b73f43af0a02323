// npm run check: everything that can be found wrong without running the tests.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkChart } from './deploy/chart.mjs';
import { fetchOpenapiDocument } from './fetch-openapi-document.mjs';
import { createEmptyDirectory } from './managed-process.mjs';
import { runSteps, tool } from './run-steps.mjs';

// Leaving by exit lets the clean-up of managed-process.mjs run.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const document = join(createEmptyDirectory(), 'openapi.json');

// The longest first, so that two at a time end together.
const STEPS = [
  { name: 'OpenAPI', run: lintOpenapi },
  { name: 'lint', run: () => tool('eslint', '.', '--max-warnings', '0') },
  { name: 'types', run: () => tool('tsc', '--noEmit', '-p', 'tsconfig.check.json') },
  { name: 'dead code', run: () => tool('knip') },
  { name: 'chart', run: checkChart },
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

process.exitCode = (await runSteps(STEPS)) ? 0 : 1;
