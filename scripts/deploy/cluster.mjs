import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDirectory } from '../managed-process.mjs';
import { run } from '../run-steps.mjs';
import { startApiServer } from './api-server.mjs';
import { CHART, PRESETS, renderPreset } from './chart.mjs';
import { readCrds } from './kind-schemas.mjs';
import { installHelm } from './tools.mjs';

/** Whose definition is not loaded. */
const LEFT_OUT = ['cilium'];
const SECRETS = {
  'bailian-gateway': ['BAILIAN_API_KEY', 'GATEWAY_MASTER_KEY', 'GATEWAY_SECRET_KEY'],
  'bailian-gateway-database': ['DATABASE_URL'],
  'bailian-gateway-redis': ['REDIS_URL'],
};

/**
 * A real API server takes every preset, installed and upgraded by helm 3 and helm 4 with the custom kinds loaded; what is
 * missing in the cluster is named before anything is changed.
 */
export async function checkCluster() {
  const { helms, kubectl } = await installHelm();
  const { kubeconfig, stop } = await startApiServer();
  const env = { ...process.env, KUBECONFIG: kubeconfig, HELM_CACHE_HOME: createEmptyDirectory() };
  try {
    const cluster = {
      kubectl: (...args) => run(kubectl, args, { env }),
      helm: (path, ...args) => run(path, args, { env }),
    };
    await namesWhatIsMissing(cluster, helms);
    await loadCrds(cluster);
    const presets = Object.keys(PRESETS).filter((preset) => !LEFT_OUT.includes(preset));
    for (const helm of helms) {
      for (const preset of presets) await installAndUpgrade(cluster, helm, preset);
    }
    return {
      summary: `${presets.length} sets of values installed and upgraded by ${helms.length} versions of helm`,
    };
  } finally {
    await stop();
  }
}

async function namesWhatIsMissing({ kubectl, helm }, helms) {
  await kubectl('create', 'namespace', 'empty');
  for (const path of helms) {
    const install = (...values) =>
      helm(path, 'install', 'release', CHART, '-n', 'empty', '--no-hooks', ...values);
    await expectFailure(install(), /no Secret "bailian-gateway".*GATEWAY_MASTER_KEY.*existingSecret/s);
    await expectFailure(
      install('--set', 'verifySecrets=false,prometheusRule.enabled=true'),
      /PrometheusRule.*prometheusRule\.enabled to false/s,
    );
  }
  await kubectl(
    'create',
    'secret',
    'generic',
    'bailian-gateway',
    '-n',
    'empty',
    '--from-literal=BAILIAN_API_KEY=x',
  );
  const [path] = helms;
  await expectFailure(
    helm(path, 'install', 'release', CHART, '-n', 'empty'),
    /has no key GATEWAY_MASTER_KEY/,
  );
}

async function expectFailure(promise, says) {
  const message = await promise.then(
    () => 'it succeeded',
    (error) => error.message,
  );
  if (!says.test(message)) throw new Error(`expected ${says}, but ${message}`);
}

async function loadCrds({ kubectl }) {
  const file = join(createEmptyDirectory(), 'crds.json');
  const items = await readCrds();
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  // Some are too large for the annotation of a client-side apply.
  await kubectl('create', '-f', file);
  await kubectl('wait', '--for=condition=Established', '--timeout=60s', '-f', file);
}

async function installAndUpgrade(cluster, helm, preset) {
  const namespace = `${preset.replaceAll(' ', '-')}-${Math.random().toString(36).slice(2, 8)}`;
  await cluster.kubectl('create', 'namespace', namespace);
  for (const [name, keys] of Object.entries(SECRETS)) {
    const literals = keys.map((key) => `--from-literal=${key}=of-the-check`);
    await cluster.kubectl('create', 'secret', 'generic', name, '-n', namespace, ...literals);
  }
  const values = [...PRESETS[preset], '-n', namespace, '--no-hooks'];
  await cluster.helm(helm, 'install', 'release', CHART, ...values);
  await cluster.helm(helm, 'upgrade', 'release', CHART, ...values, '--set', 'config.log_level=debug');
  // Everything again, the test pod as well, with unknown fields as errors.
  const file = join(createEmptyDirectory(), 'all.yaml');
  writeFileSync(
    file,
    (await renderPreset(helm, preset)).replaceAll('namespace: gateways', `namespace: ${namespace}`),
  );
  await cluster.kubectl('apply', '-n', namespace, '--dry-run=server', '--validate=strict', '-f', file);
  await cluster.helm(helm, 'uninstall', 'release', '-n', namespace, '--no-hooks');
}
