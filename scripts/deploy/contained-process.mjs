import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ManagedProcess } from '../managed-process.mjs';
import { installNode24 } from './tools.mjs';

/** The libraries that a slim image brings along; here they are the machine's. */
const LIBRARIES = ['lib', 'lib64', 'usr/lib'];
const USER = 65532;

/** Makes a root directory for `startContained` of the packed file set: with Node 24, the libraries of this machine, and no shell. */
export async function makeRoot(root) {
  for (const folder of [...LIBRARIES, 'proc', 'dev', 'tmp', 'usr/local/bin', 'mnt']) {
    if (existsSync(`/${folder}`) || folder === 'mnt') mkdirSync(join(root, folder), { recursive: true });
  }
  // Temporary folders are their maker's alone.
  chmodSync(root, 0o755);
  copyFileSync(await installNode24(), join(root, 'usr/local/bin/node'));
}

/**
 * A process of the image, as an engine would run it: in a namespace of mounts and processes of its own, where it is process 1,
 * its root read-only but for /data and /tmp, as a numbered user that can become no other. Needs root, as CI has it.
 */
export function startContained(root, args, { env = {}, mounted = [] } = {}) {
  const mounts = [
    `mount --bind ${root} ${root}`,
    ...LIBRARIES.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
      bind(`/${folder}`, root, folder),
    ),
    `mount -o remount,ro,bind ${root}`,
    `mount -t tmpfs -o size=64m,uid=${USER},gid=${USER} none ${root}/data`,
    `mount -t tmpfs -o size=64m,mode=1777 none ${root}/tmp`,
    `mount --rbind /dev ${root}/dev`,
    `mount -t proc none ${root}/proc`,
    ...mounted.flatMap((folder) => bind(folder, root, 'mnt')),
    'unset LD_LIBRARY_PATH',
    `exec setpriv --no-new-privs chroot --userspec=${USER}:${USER} ${root} "$@"`,
  ];
  const script = ['set -e', ...mounts].join('\n');
  return new ManagedProcess(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', '/usr/local/bin/node', ...args],
    { cwd: '/', env: { ...env, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
  );
}

function bind(source, root, folder) {
  return [`mount --bind ${source} ${root}/${folder}`, `mount -o remount,ro,bind ${root}/${folder}`];
}

/** The process that counts as 1 inside, by the number that it has outside. */
export function innerProcess({ pid }) {
  const [task] = readdirSync(`/proc/${pid}/task`);
  const [child] = readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ');
  return Number(child);
}
