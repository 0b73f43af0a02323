import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment, createEmptyDirectory, ManagedProcess } from '../../scripts/managed-process.mjs';

export interface ClaudeCodeRun {
  /** `exit code 0` */
  readonly ending: string;
  /** What it reported at its end. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly workspace: string;
  readonly output: string;
}

export interface ClaudeCodeTask {
  readonly prompt: string;
  /** Puts files into the workspace. */
  readonly prepare?: (workspace: string) => void;
}

const PATIENCE_MS = 90_000;

/**
 * The real Claude Code on one task, in a workspace and a home of its own; killed after one and a half minutes. It asks nobody
 * for permission: what it runs is scripted by the test.
 */
export async function runClaudeCode(
  origin: string,
  { prompt, prepare }: ClaudeCodeTask,
): Promise<ClaudeCodeRun> {
  const home = createEmptyDirectory();
  const workspace = join(home, 'workspace');
  mkdirSync(workspace);
  prepare?.(workspace);
  const entry = join(
    createRequire(import.meta.url).resolve('@anthropic-ai/claude-code/package.json'),
    '..',
    'cli.js',
  );
  const flags = ['--output-format', 'json', '--allowedTools', 'Bash', 'Read', 'Edit', 'Write'];
  const claude = new ManagedProcess(process.execPath, [entry, '-p', prompt, ...flags], {
    cwd: workspace,
    env: cleanEnvironment({
      HOME: home,
      ANTHROPIC_BASE_URL: origin,
      ANTHROPIC_AUTH_TOKEN: 'any',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
    }) as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const patience = setTimeout(() => claude.child.kill('SIGTERM'), PATIENCE_MS);
  const ending = (await claude.ended) as string;
  clearTimeout(patience);
  const lines = claude.lines as readonly string[];
  const report = lines.findLast((line) => line.startsWith('{')) ?? '{}';
  return {
    ending,
    result: JSON.parse(report) as ClaudeCodeRun['result'],
    workspace,
    output: lines.join('\n'),
  };
}
