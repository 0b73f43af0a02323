import { readFileSync } from 'node:fs';
import { run } from '../run-steps.mjs';
import { CHART } from './chart.mjs';
import { installHelm } from './tools.mjs';

export const BASE = 'deploy/kustomize/base/gateway.yaml';

/** The chart's minimal preset as plain objects that no helm looks after. */
export async function renderBase() {
  const { helms } = await installHelm();
  const values = ['-f', `${CHART}/values-minimal.yaml`, '--skip-tests'];
  const text = await run(helms[0], ['template', 'bailian-gateway', CHART, ...values]);
  return text
    .split('\n')
    .filter((line) => !/^ *helm\.sh\/chart: |^# Source: /.test(line))
    .join('\n')
    .replaceAll('managed-by: Helm', 'managed-by: kustomize');
}

/** The base is what the chart says today, and kustomize takes it. */
export async function checkKustomize() {
  if ((await renderBase()) !== readFileSync(BASE, 'utf8')) {
    throw new Error(`${BASE} is not what the chart makes: run node scripts/write-kustomize-base.mjs`);
  }
  const { kubectl } = await installHelm();
  const built = await run(kubectl, ['kustomize', 'deploy/kustomize/base']);
  return { summary: `${built.match(/^kind: /gm).length} objects` };
}
