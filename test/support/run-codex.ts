import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cleanEnvironment, createEmptyDirectory, ManagedProcess } from '../../scripts/managed-process.mjs';

export interface CodexRun {
  /** `exit code 0` */
  readonly ending: string;
  /** What it reported, an object a line. */
  readonly events: readonly CodexEvent[];
  /** Where it worked. */
  readonly workspace: string;
  readonly output: string;
}

export interface CodexEvent {
  readonly type: string;
  readonly item?: Readonly<Record<string, unknown>> & { readonly type: string };
}

const PATIENCE_MS = 60_000;
const EXAMPLE = 'examples/codex/config.toml';

/**
 * The real Codex CLI on one task, in an empty workspace, set up as the guide for users says; killed after a minute. It has no
 * sandbox: what it runs is scripted by the test.
 */
export async function runCodex(origin: string, prompt: string): Promise<CodexRun> {
  const home = createEmptyDirectory();
  const workspace = join(home, 'workspace');
  mkdirSync(workspace);
  writeFileSync(join(home, 'config.toml'), configFor(origin));
  const entry = join(
    createRequire(import.meta.url).resolve('@openai/codex/package.json'),
    '..',
    'bin',
    'codex.js',
  );
  const flags = ['--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '--json'];
  const codex = new ManagedProcess(process.execPath, [entry, 'exec', ...flags, prompt], {
    cwd: workspace,
    env: cleanEnvironment({ CODEX_HOME: home, GATEWAY_KEY: 'any' }) as NodeJS.ProcessEnv,
  });
  // SIGTERM, which the package's launcher hands on.
  const patience = setTimeout(() => codex.child.kill('SIGTERM'), PATIENCE_MS);
  const ending = (await codex.ended) as string;
  clearTimeout(patience);
  const lines = codex.lines as readonly string[];
  const events = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as CodexEvent);
  return { ending, events, workspace, output: lines.join('\n') };
}

/** The example for users, with the addresses of this test. */
function configFor(origin: string): string {
  const settings = readFileSync(EXAMPLE, 'utf8')
    .replace('http://localhost:8080', origin)
    .replace('/path/to/models.json', resolve('examples/codex/models.json'));
  return `check_for_update_on_startup = false\n${settings}\n[analytics]\nenabled = false\n`;
}
