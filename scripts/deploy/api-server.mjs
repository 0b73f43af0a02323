import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createEmptyDirectory, findFreePort, ManagedProcess } from '../managed-process.mjs';
import { run } from '../run-steps.mjs';
import { cached } from './tools.mjs';

const SOURCES = resolve('scripts/deploy/kube');
const VERSION = '1.37.2';

/** etcd and kube-apiserver, built from their Go modules: about 15 minutes on one core, once. */
function installKube() {
  return cached(`kube-${VERSION}`, async (folder) => {
    const build = (name, program, ...flags) =>
      run('go', ['build', ...flags, '-o', join(folder, program), '.'], { cwd: join(SOURCES, name) });
    await build('etcd', 'etcd');
    const version = `-X k8s.io/component-base/version.gitVersion=v${VERSION}`;
    await build('apiserver', 'kube-apiserver', '-ldflags', version);
  });
}

/**
 * A Kubernetes API server on loopback: objects are accepted or refused as by a cluster, pods never run. Resolves with the path
 * of a kubeconfig and with `stop`.
 */
export async function startApiServer() {
  const bin = await installKube();
  const work = createEmptyDirectory();
  const [client, peer] = [await findFreePort(), await findFreePort()].map(
    (port) => `http://127.0.0.1:${port}`,
  );
  const etcd = new ManagedProcess(join(bin, 'etcd'), [
    ...['--data-dir', join(work, 'etcd'), '--listen-client-urls', client, '--advertise-client-urls', client],
    ...[
      '--listen-peer-urls',
      peer,
      '--initial-advertise-peer-urls',
      peer,
      '--initial-cluster',
      `default=${peer}`,
    ],
  ]);
  const port = await findFreePort();
  const token = randomBytes(16).toString('hex');
  await writeCredentials(work, token);
  const server = new ManagedProcess(join(bin, 'kube-apiserver'), serverFlags(work, client, port));
  const kubeconfig = writeKubeconfig(work, port, token);
  await waitForReady(server, port, token);
  return { kubeconfig, stop: () => Promise.all([server.stop(), etcd.stop()]) };
}

async function writeCredentials(work, token) {
  await run('openssl', ['genrsa', '-out', join(work, 'sa.key'), '2048']);
  await run('openssl', ['rsa', '-in', join(work, 'sa.key'), '-pubout', '-out', join(work, 'sa.pub')]);
  writeFileSync(join(work, 'tokens.csv'), `${token},admin,1,"system:masters"\n`);
}

function serverFlags(work, etcd, port) {
  return [
    `--etcd-servers=${etcd}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(work, 'certs')}`,
    `--service-account-key-file=${join(work, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(work, 'sa.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--token-auth-file=${join(work, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    // Nobody makes the service accounts of namespaces here.
    '--disable-admission-plugins=ServiceAccount',
  ];
}

function writeKubeconfig(work, port, token) {
  const file = join(work, 'kubeconfig');
  const server = `https://127.0.0.1:${port}`;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

async function waitForReady(server, port, token) {
  const ask = () =>
    run('curl', ['-skf', '-H', `Authorization: Bearer ${token}`, `https://127.0.0.1:${port}/readyz`]);
  const early = server.ended.then((how) => {
    throw new Error(['kube-apiserver ended', how, ...server.lines.slice(-20)].join('\n'));
  });
  const poll = async () => {
    for (let left = 600; left > 0; left -= 1) {
      if ((await ask().catch(() => '')) === 'ok') return;
      await new Promise((done) => setTimeout(done, 200));
    }
    throw new Error(['kube-apiserver was not ready in time', ...server.lines.slice(-20)].join('\n'));
  };
  await Promise.race([poll(), early]);
  early.catch(() => undefined);
}
