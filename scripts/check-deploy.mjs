// npm run check:deploy [-- names of steps]: what is delivered beside the program. Installs its tools itself, into the user's
// cache: minutes the first time, most of them for building a Kubernetes API server.
import { checkAlerts } from './deploy/alerts.mjs';
import { checkChart } from './deploy/chart.mjs';
import { checkCluster } from './deploy/cluster.mjs';
import { checkDockerfile } from './deploy/dockerfile.mjs';
import { checkImage } from './deploy/image.mjs';
import { checkKustomize } from './deploy/kustomize.mjs';
import { checkSchemas, checkScore } from './deploy/manifests.mjs';
import { runSteps } from './run-steps.mjs';

// Leaving by exit lets the clean-up of managed-process.mjs run.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const STEPS = [
  { name: 'chart', run: checkChart },
  { name: 'kustomize', run: checkKustomize },
  { name: 'schemas', run: checkSchemas },
  { name: 'kube-score', run: checkScore },
  { name: 'Dockerfile', run: checkDockerfile },
  { name: 'alerts', run: checkAlerts },
  { name: 'image', run: checkImage },
  { name: 'cluster', run: checkCluster },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => STEPS.every((step) => step.name !== name));
if (unknown.length > 0) {
  console.error(`no such step: ${unknown.join(', ')}; there are ${STEPS.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const steps = STEPS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
// One at a time: several of them measure.
process.exitCode = (await runSteps(steps, 1)) ? 0 : 1;
