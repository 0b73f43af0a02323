import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import '../support/client-report.js';
import { runClaudeCode } from '../support/run-claude-code.js';
import { versionOf } from '../support/run-example.js';

const running = useGatewayAndSimulator({ CONFIG_FILE: resolve('config.example.yaml') });

interface Asked {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

describe('Claude Code', () => {
  it(
    'runs a command, reads and edits a file, and says that it is done',
    { timeout: 120_000 },
    async ({ task }) => {
      const version = versionOf('@anthropic-ai/claude-code');
      task.meta.client = {
        client: 'Claude Code',
        version,
        task: 'Ran a command, read and edited a file, answered',
      };
      const steps = [
        {
          reasoning: 'First a shell.',
          tool_calls: [{ name: 'Bash', arguments: { command: 'echo from a shell > shell.txt' } }],
        },
        { tool_calls: [{ name: 'Read', arguments: { file_path: 'notes.txt' } }] },
        {
          tool_calls: [
            {
              name: 'Edit',
              arguments: { file_path: 'notes.txt', old_string: 'old words', new_string: 'new words' },
            },
          ],
        },
        { text: 'The note says new words now.' },
      ];
      const prompt = `Edit the note. [[sim: ${JSON.stringify({ steps })}]]`;
      const { ending, result, workspace, output } = await runClaudeCode(running.gateway.origin, {
        prompt,
        prepare: (directory) => {
          writeFileSync(join(directory, 'notes.txt'), 'Here are old words.\n');
        },
      });
      expect(ending, output).toBe('exit code 0');
      expect(readFileSync(join(workspace, 'shell.txt'), 'utf8')).toBe('from a shell\n');
      expect(readFileSync(join(workspace, 'notes.txt'), 'utf8')).toBe('Here are new words.\n');
      expect(result).toMatchObject({
        is_error: false,
        num_turns: 4,
        result: 'The note says new words now.',
        permission_denials: [],
      });

      const requests = await running.simulator.requests();
      const asked = requests.map(({ body }) => body as unknown as Asked);
      expect(asked).toHaveLength(4);
      // The name that it sends by itself is an alias.
      expect(new Set(asked.map(({ model }) => model))).toEqual(new Set(['qwen3.7-plus']));
      const last = asked[3]?.messages ?? [];
      const outputs = last
        .filter(({ role }) => role === 'tool')
        .map(({ content }) => JSON.stringify(content));
      expect(outputs).toHaveLength(3);
      expect(outputs[1]).toContain('old words');
      // The reasoning came back with its signature.
      expect(JSON.stringify(last)).toContain('First a shell.');
    },
  );
});
