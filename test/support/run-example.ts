import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { cleanEnvironment, createEmptyDirectory, ManagedProcess } from '../../scripts/managed-process.mjs';

export interface ExampleRun {
  /** `exit code 0` */
  readonly ending: string;
  /** Of both outputs, line by line. */
  readonly output: string;
}

const PATIENCE_MS = 60_000;

/** Runs a program on one file of examples/ as a user would; killed after a minute. */
export async function runExample(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<ExampleRun> {
  const example = new ManagedProcess(command, args, {
    cwd: createEmptyDirectory(),
    env: cleanEnvironment(variables) as NodeJS.ProcessEnv,
  });
  const patience = setTimeout(() => example.child.kill('SIGTERM'), PATIENCE_MS);
  const ending = (await example.ended) as string;
  clearTimeout(patience);
  return { ending, output: (example.lines as readonly string[]).join('\n') };
}

export const exampleFile = (name: string): string => resolve('examples', name);

/** Of a package that is installed here, or below `root`. */
export function versionOf(name: string, root = resolve('.')): string {
  const manifest = findManifest(name, root);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** Many packages do not export their package.json. */
function findManifest(name: string, root: string): string {
  const folders = createRequire(join(root, 'package.json')).resolve.paths(name) ?? [];
  for (const folder of folders) {
    const manifest = join(folder, name, 'package.json');
    try {
      readFileSync(manifest);
      return manifest;
    } catch {
      continue;
    }
  }
  throw new Error(`${name} is not installed below ${dirname(root)}`);
}
