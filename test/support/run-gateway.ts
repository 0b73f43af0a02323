import { resolve } from 'node:path';
import { cleanEnvironment, ManagedProcess } from '../../scripts/managed-process.mjs';
import { createDirectory } from './create-directory.js';

export interface FailedStart {
  /** `exit code 1` */
  readonly ending: string;
  /** Everything that it wrote. */
  readonly output: string;
}

/** Starts the built gateway with settings that it cannot start with, and waits for its end. */
export async function runGateway(
  variables: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Promise<FailedStart> {
  const gateway = new ManagedProcess(process.execPath, [resolve('dist/main.js')], {
    cwd: createDirectory(files),
    env: cleanEnvironment({
      LOG_FORMAT: 'json',
      MANAGEMENT_PORT: '0',
      PORT: '0',
      ...variables,
    }) as NodeJS.ProcessEnv,
  });
  const pieces: Buffer[] = [];
  for (const stream of [gateway.child.stdout, gateway.child.stderr]) {
    stream.on('data', (bytes: Buffer) => pieces.push(bytes));
  }
  const patience = setTimeout(() => gateway.child.kill('SIGKILL'), PATIENCE_MS);
  const ending = (await gateway.ended) as string;
  clearTimeout(patience);
  return { ending, output: Buffer.concat(pieces).toString('utf8') };
}

const PATIENCE_MS = 10_000;
