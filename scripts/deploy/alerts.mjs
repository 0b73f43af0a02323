import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { createEmptyDirectory } from '../managed-process.mjs';
import { run } from '../run-steps.mjs';
import { ALERT_CASES } from './alert-cases.mjs';
import { installPrometheus } from './prometheus.mjs';

const ALERTS = resolve('deploy/helm/files/alerts.yaml');
const PAGE = 'docs/operations/alerts.md';
/** When the series of a case have been going on for long enough. */
const AT = 'ALERTS{alertname="NAME",alertstate="firing"}';

/** promtool takes the rules; each alert fires where it should, is quiet where it should be, and has its section in the guide. */
export async function checkAlerts() {
  const { promtool } = await installPrometheus();
  await run(promtool, ['check', 'rules', ALERTS]);
  const names = parse(readFileSync(ALERTS, 'utf8')).groups.flatMap(({ rules }) =>
    rules.map(({ alert }) => alert),
  );
  const untested = names.filter((name) => !(name in ALERT_CASES));
  if (untested.length > 0) throw new Error(`no test of ${untested.join(', ')}`);
  const page = readFileSync(PAGE, 'utf8');
  const unwritten = names.filter((name) => !page.includes(`\n## ${name}\n`));
  if (unwritten.length > 0) throw new Error(`${PAGE} has no section for ${unwritten.join(', ')}`);
  const file = join(createEmptyDirectory(), 'alerts.test.json');
  writeFileSync(
    file,
    JSON.stringify({ rule_files: [ALERTS], evaluation_interval: '1m', tests: names.flatMap(testsOf) }),
  );
  await run(promtool, ['test', 'rules', file]);
  return { summary: `${names.length} alerts, each fires and is quiet` };
}

function testsOf(name) {
  const { fires, quiet } = ALERT_CASES[name];
  const test = (series, value) => ({
    interval: '1m',
    input_series: Object.entries(series).map(([text, values]) => ({ series: text, values })),
    promql_expr_test: [
      {
        expr: `count(${AT.replace('NAME', name)}) or vector(0)`,
        eval_time: '29m',
        exp_samples: [{ labels: '{}', value }],
      },
    ],
  });
  return [test(fires, 1), test(quiet, 0)];
}
