import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDirectory } from '../managed-process.mjs';
import { run } from '../run-steps.mjs';
import { PRESETS, renderPreset } from './chart.mjs';
import { installKindSchemas } from './kind-schemas.mjs';
import { goInstall, installHelm } from './tools.mjs';

const KUBECONFORM = 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0';
const KUBE_SCORE = 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0';
/** Its definition is in no package of a size that a check may ask for. */
const SKIPPED_KINDS = 'CiliumNetworkPolicy';

/** Mistakes that the schemas must find, each made in a preset. */
const SEEDED_MISTAKES = [
  ['ha', 'readOnlyRootFilesystem: true', 'readOnlyRootFileSystem: true'],
  ['ha', 'terminationGracePeriodSeconds: 40', 'terminationGracePeriodSeconds: forty'],
  ['ha', 'interval: 30s', 'intervall: 30s'],
  ['everything', 'backendRequest: 0s', 'backendRequests: 0s'],
];

async function writePresets() {
  const { helms } = await installHelm();
  const folder = createEmptyDirectory();
  const files = [];
  for (const [index, helm] of helms.entries()) {
    for (const preset of Object.keys(PRESETS)) {
      const file = join(folder, `${preset.replaceAll(' ', '-')}-${index}.yaml`);
      writeFileSync(file, await renderPreset(helm, preset));
      files.push(file);
    }
  }
  return files;
}

/** Every object of every preset fits the schema of its kind; mistakes that are put in do not. */
export async function checkSchemas() {
  const bin = await goInstall('kubeconform-0.8.0', KUBECONFORM);
  const schemas = join(await installKindSchemas(), '{{.ResourceKind}}-{{.ResourceAPIVersion}}.json');
  const validate = (...files) =>
    run(join(bin, 'kubeconform'), [
      ...['-strict', '-summary', '-schema-location', schemas, '-skip', SKIPPED_KINDS],
      ...files,
    ]);
  const summary = await validate(...(await writePresets()));
  const { helms } = await installHelm();
  for (const [preset, right, wrong] of SEEDED_MISTAKES) {
    const text = await renderPreset(helms[0], preset);
    if (!text.includes(right)) throw new Error(`${preset} has no ${right} to make a mistake of`);
    const file = join(createEmptyDirectory(), 'mistake.yaml');
    writeFileSync(file, text.replaceAll(right, wrong));
    const isFound = await validate(file).then(
      () => false,
      () => true,
    );
    if (!isFound) throw new Error(`the schemas do not find ${wrong}`);
  }
  return { summary: summary.trim() };
}

/** kube-score finds nothing critical. */
export async function checkScore() {
  const bin = await goInstall('kube-score-1.20.0', KUBE_SCORE);
  await run(join(bin, 'kube-score'), ['score', '--output-format', 'ci', ...(await writePresets())]);
}
