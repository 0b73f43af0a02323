import { spawnSync } from 'node:child_process';
import {
  cleanEnvironment,
  createEmptyDirectory,
  findFreePort,
  ManagedProcess,
} from '../../scripts/managed-process.mjs';

export interface ManagedRedis {
  /** What REDIS_URL is set to. */
  readonly url: string;
  readonly port: number;
  /** Connections stay open, and nothing is answered any more. */
  freeze(): void;
  thaw(): void;
  /** Cuts every connection; what it knew is gone. */
  stop(): Promise<void>;
  /** Again on the same port. */
  start(): Promise<void>;
  /** The answer to one command, in its own words. */
  ask(...command: readonly string[]): string;
}

/** Appears in the URL: nothing that a gateway prints may have it. */
export const REDIS_PASSWORD = 'redis-s3cret';

/** A real Redis on a free port of loopback, which keeps nothing on disk; ends with this process at the latest. */
export async function startRedis(): Promise<ManagedRedis> {
  const port = Number(await findFreePort());
  let server: ManagedProcess;
  const start = async (): Promise<void> => {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    server = new ManagedProcess('redis-server', [...options, '--requirepass', REDIS_PASSWORD], {
      cwd: createEmptyDirectory(),
      env: cleanEnvironment({}) as NodeJS.ProcessEnv,
    });
    await server.waitForLine((line: string) => (line.includes('Ready to accept') ? true : undefined));
  };
  await start();
  return {
    url: `redis://:${REDIS_PASSWORD}@127.0.0.1:${port}`,
    port,
    start,
    freeze: () => server.child.kill('SIGSTOP'),
    thaw: () => server.child.kill('SIGCONT'),
    stop: async () => {
      server.child.kill('SIGCONT');
      await server.stop();
    },
    ask: (...command) =>
      spawnSync('redis-cli', ['-p', String(port), '--no-auth-warning', '-a', REDIS_PASSWORD, ...command], {
        encoding: 'utf8',
      }).stdout.trim(),
  };
}
