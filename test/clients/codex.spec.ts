import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import '../support/client-report.js';
import { runCodex } from '../support/run-codex.js';
import { versionOf } from '../support/run-example.js';

const running = useGatewayAndSimulator();

const PATCH = `*** Begin Patch
*** Add File: patched.txt
+from a patch
*** End Patch
`;

const STEPS = [
  { tool_calls: [{ name: 'exec_command', arguments: { cmd: 'echo from a shell > shell.txt' } }] },
  { tool_calls: [{ name: 'apply_patch', arguments: { input: PATCH } }] },
  { text: 'Both files are there.' },
];

interface Asked {
  readonly tools: readonly { readonly function: { readonly name: string } }[];
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

describe('Codex CLI', () => {
  it('runs a command, applies a patch and says that it is done', { timeout: 90_000 }, async ({ task }) => {
    const version = versionOf('@openai/codex');
    task.meta.client = { client: 'Codex CLI', version, task: 'Ran a command, applied a patch, answered' };
    const prompt = `Write two files. [[sim: ${JSON.stringify({ steps: STEPS })}]]`;
    const { ending, events, workspace, output } = await runCodex(running.gateway.origin, prompt);
    expect(ending, output).toBe('exit code 0');
    expect(readFileSync(join(workspace, 'shell.txt'), 'utf8')).toBe('from a shell\n');
    expect(readFileSync(join(workspace, 'patched.txt'), 'utf8')).toBe('from a patch\n');

    const done = events.filter(({ type }) => type === 'item.completed').map(({ item }) => item);
    expect(done.filter((item) => item?.type !== 'reasoning')).toMatchObject([
      { type: 'command_execution', exit_code: 0, status: 'completed' },
      { type: 'file_change', status: 'completed', changes: [{ kind: 'add' }] },
      { type: 'agent_message', text: 'Both files are there.' },
    ]);
    expect(done.some((item) => item?.type === 'reasoning')).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'turn.completed' });

    const requests = await running.simulator.requests();
    const asked = requests.map(({ body }) => body as unknown as Asked);
    expect(asked).toHaveLength(3);
    expect(asked[0]?.tools.map((tool) => tool.function.name)).toEqual(
      expect.arrayContaining(['exec_command', 'apply_patch', 'multi_agent_v1__spawn_agent']),
    );
    // What it ran and what came of it reached the model.
    const outputs = asked[2]?.messages
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => String(content));
    expect(outputs).toEqual([
      expect.stringContaining('Process exited with code 0'),
      expect.stringContaining('Success. Updated the following files'),
    ]);
  });
});
