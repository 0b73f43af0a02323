import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createEmptyDirectory } from '../managed-process.mjs';
import { run } from '../run-steps.mjs';
import { REFUSED_VALUES } from './refused-values.mjs';
import { installHelm } from './tools.mjs';

export const CHART = resolve('deploy/helm');
/** What the chart is rendered with, by name; `everything` has each optional object. */
export const PRESETS = {
  plain: [],
  minimal: ['-f', join(CHART, 'values-minimal.yaml')],
  ha: ['-f', join(CHART, 'values-ha.yaml')],
  airgapped: ['-f', join(CHART, 'values-airgapped.yaml')],
  'ha and airgapped': ['-f', join(CHART, 'values-ha.yaml'), '-f', join(CHART, 'values-airgapped.yaml')],
  cilium: ['--set', 'networkPolicy.cilium.enabled=true'],
  everything: ['-f', join(CHART, 'ci/everything-values.yaml')],
};

/** The objects of a preset, as YAML. */
export function renderPreset(helm, preset, extra = []) {
  return run(helm, ['template', 'release', CHART, '--namespace', 'gateways', ...PRESETS[preset], ...extra]);
}

/** helm lint, and helm template with each preset and with what must be refused; with helm 3 and helm 4. */
export async function checkChart() {
  const { helms } = await installHelm();
  for (const helm of helms) {
    await run(helm, ['lint', CHART, '--strict', '--quiet']);
    for (const preset of Object.keys(PRESETS)) await renderPreset(helm, preset);
    await Promise.all(REFUSED_VALUES.map((refused) => expectRefusal(helm, refused)));
  }
  return { summary: `${Object.keys(PRESETS).length} sets of values, ${REFUSED_VALUES.length} refused` };
}

async function expectRefusal(helm, { values, says, flags = [] }) {
  const file = join(createEmptyDirectory(), 'values.yaml');
  writeFileSync(file, values);
  const failure = await run(helm, ['template', 'release', CHART, '-f', file, ...flags]).then(
    () => undefined,
    (error) => error.message,
  );
  if (failure === undefined) throw new Error(`helm takes what it must refuse:\n${values}`);
  if (!says.test(failure)) {
    throw new Error(`helm refuses this without saying ${says}:\n${values}\n${failure}`);
  }
}
