import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';
import { CLIENTS_HOME } from '../support/client-report.js';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { runExample, versionOf } from '../support/run-example.js';

const running = useGatewayAndSimulator();

const STEPS = [
  {
    tool_calls: [
      {
        name: 'run_shell_command',
        arguments: { command: 'echo from a shell > shell.txt', is_background: false },
      },
    ],
  },
  { tool_calls: [{ name: 'write_file', arguments: { file_path: 'FILE', content: 'written\n' } }] },
  { text: 'Both files are there.' },
];

// Installed by npm run clients, without which this file is not looked for (vitest.config.mts).
describe('Qwen Code', () => {
  it('runs a command, writes a file and says that it is done', { timeout: 90_000 }, async ({ task }) => {
    const node = join(CLIENTS_HOME ?? '', 'node');
    const version = versionOf('@qwen-code/qwen-code', node);
    task.meta.client = { client: 'Qwen Code', version, task: 'Ran a command, wrote a file, answered' };
    const home = createEmptyDirectory();
    const workspace = join(home, 'workspace');
    mkdirSync(workspace);
    const script = JSON.stringify({ steps: STEPS }).replace('FILE', join(workspace, 'written.txt'));
    const entry = join(node, 'node_modules', '.bin', 'qwen');
    const flags = ['--approval-mode', 'yolo', '--auth-type', 'openai'];
    const { ending, output } = await runExample(
      'sh',
      [
        '-c',
        'cd "$1"; shift; exec "$@"',
        'sh',
        workspace,
        process.execPath,
        entry,
        '-p',
        `Write. [[sim: ${script}]]`,
        ...flags,
      ],
      {
        HOME: home,
        OPENAI_BASE_URL: `${running.gateway.origin}/v1`,
        OPENAI_API_KEY: 'any',
        OPENAI_MODEL: 'qwen3.7-plus',
      },
    );
    expect(ending, output).toBe('exit code 0');
    expect(output).toContain('Both files are there.');
    expect(readFileSync(join(workspace, 'shell.txt'), 'utf8')).toBe('from a shell\n');
    expect(readFileSync(join(workspace, 'written.txt'), 'utf8')).toBe('written\n');
  });
});
