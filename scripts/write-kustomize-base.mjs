// node scripts/write-kustomize-base.mjs: writes the kustomize base, which is made from the chart.
import { writeFileSync } from 'node:fs';
import { BASE, renderBase } from './deploy/kustomize.mjs';

writeFileSync(BASE, await renderBase());
