import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CLIENTS_HOME } from '../support/client-report.js';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { exampleFile, type ExampleRun, runExample, versionOf } from '../support/run-example.js';

const running = useGatewayAndSimulator({ GATEWAY_MASTER_KEY: 'sk-gateway-test' });
const PYTHON = CLIENTS_HOME === undefined ? 'python3' : join(CLIENTS_HOME, 'venv', 'bin', 'python');
const TIMEOUT = 90_000;

/** Two calls at once of the tool that every example has, and the answer. */
const STEPS = [
  {
    reasoning: 'I look outside.',
    tool_calls: ['Paris', 'Rome'].map((city) => ({ name: 'get_weather', arguments: { city } })),
  },
  { text: 'Take a coat.' },
];
const PROMPT = `Weather in Paris? [[sim: ${JSON.stringify({ steps: STEPS })}]]`;
const TASK = 'Streamed reasoning, two calls of a tool at once, and the answer after them';

const NODE = [
  { client: 'openai (Node), chat', file: 'openai-node.mjs', pack: 'openai', showsReasoning: true },
  {
    client: '@anthropic-ai/sdk',
    file: 'anthropic-node.mjs',
    pack: '@anthropic-ai/sdk',
    showsReasoning: true,
  },
  { client: 'Vercel AI SDK', file: 'ai-sdk.mjs', pack: 'ai', showsReasoning: true },
  { client: 'LangChain (JS)', file: 'langchain-js.mjs', pack: '@langchain/openai', showsReasoning: false },
  { client: 'OpenAI Agents SDK', file: 'openai-agents.mjs', pack: '@openai/agents', showsReasoning: false },
];
const PYTHONS = [
  { client: 'openai (Python), responses', file: 'openai_python.py', pack: 'openai', showsReasoning: true },
  { client: 'anthropic (Python)', file: 'anthropic_python.py', pack: 'anthropic', showsReasoning: true },
  {
    client: 'LangChain (Python)',
    file: 'langchain_python.py',
    pack: 'langchain-openai',
    showsReasoning: false,
  },
  { client: 'LlamaIndex', file: 'llamaindex_python.py', pack: 'llama-index-core', showsReasoning: false },
];

const run = (command: string, file: string, prompt = PROMPT): Promise<ExampleRun> =>
  runExample(command, [exampleFile(file), prompt], {
    GATEWAY_URL: running.gateway.origin,
    GATEWAY_KEY: 'sk-gateway-test',
  });

async function expectWeather({ ending, output }: ExampleRun, showsReasoning: boolean): Promise<void> {
  expect(ending, output).toBe('exit code 0');
  expect(output).toContain('Take a coat.');
  if (showsReasoning) expect(output).toContain('I look outside.');
  const requests = await running.simulator.requests();
  const messages = requests.at(-1)?.body.messages as readonly { role: string; content: unknown }[];
  const results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
  expect(results).toEqual(['It rains in Paris.', 'It rains in Rome.']);
}

describe('an example in Node', () => {
  it.for(NODE)('$client calls a tool and answers', { timeout: TIMEOUT }, async (row, { task }) => {
    const { client, file, pack, showsReasoning } = row;
    task.meta.client = { client, version: versionOf(pack), task: TASK };
    await expectWeather(await run(process.execPath, file), showsReasoning);
  });
});

describe('an example in Python', () => {
  it.for(PYTHONS)('$client can be parsed', ({ file }, { skip }) => {
    const check = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
    const { error, status, stderr } = spawnSync('python3', ['-c', check, exampleFile(file)], {
      encoding: 'utf8',
    });
    skip(error !== undefined, 'There is no python3.');
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  if (CLIENTS_HOME !== undefined) {
    describe('with its libraries', () => {
      it.for(PYTHONS)('$client calls a tool and answers', { timeout: TIMEOUT }, async (row, { task }) => {
        const { client, file, pack, showsReasoning } = row;
        const read = `import importlib.metadata as m; print(m.version(${JSON.stringify(pack)}))`;
        const version = spawnSync(PYTHON, ['-c', read], { encoding: 'utf8' }).stdout.trim();
        task.meta.client = { client, version, task: TASK };
        await expectWeather(await run(PYTHON, file), showsReasoning);
      });
    });
  }
});

if (CLIENTS_HOME !== undefined) {
  describe('Anthropic’s library for Python', () => {
    it('throws what goes wrong in a stream', { timeout: TIMEOUT }, async ({ task }) => {
      task.meta.client = {
        client: 'anthropic (Python), failing',
        version: 'as above',
        task: 'Threw the error of a stream',
      };
      const directive = {
        text: 'one two three',
        errorAfterEvents: { events: 4, code: 'internal_server_error' },
      };
      const prompt = `Hi [[sim: ${JSON.stringify(directive)}]]`;
      const { ending, output } = await run(PYTHON, 'anthropic_python.py', prompt);
      expect(ending).toBe('exit code 1');
      expect(output).toMatch(/anthropic\.\w*Error.*api_error/);
    });
  });
}

describe('the example for curl', () => {
  it('gets an answer of each API', { timeout: TIMEOUT }, async ({ task }) => {
    const { stdout } = spawnSync('curl', ['--version'], { encoding: 'utf8' });
    const version = /^curl ([\d.]+)/.exec(stdout)?.[1] ?? expect.fail('There is no curl.');
    task.meta.client = { client: 'curl', version, task: 'Chat and messages streamed, a response' };
    const prompt = `Hi [[sim: ${JSON.stringify({ text: 'Hello.' })}]]`.replaceAll('"', '\\"');
    const { ending, output } = await run('sh', 'curl.sh', prompt);
    expect(ending, output).toBe('exit code 0');
    expect(output).toContain('data: [DONE]');
    expect(output).toMatch(/"object":"response".*"text":"Hello\."/);
    expect(output).toContain('event: message_stop');
  });
});

describe('an example of settings', () => {
  const read = (name: string): string => readFileSync(exampleFile(name), 'utf8');

  it('for Open WebUI is a compose file with the gateway’s address', () => {
    expect(parse(read('open-webui/compose.yaml'))).toMatchObject({
      services: {
        'open-webui': { environment: { OPENAI_API_BASE_URL: expect.stringMatching(/\/v1$/) as string } },
      },
    });
  });

  it('names models that the gateway lists', async () => {
    const { env } = JSON.parse(read('claude-code/settings.json')) as { env: Record<string, string> };
    const { models } = JSON.parse(read('codex/models.json')) as { models: readonly { slug: string }[] };
    const named = Object.entries(env).flatMap(([name, value]) => (name.endsWith('_MODEL') ? [value] : []));
    const response = await fetch(`${running.gateway.origin}/v1/models`, {
      headers: { authorization: 'Bearer sk-gateway-test' },
    });
    const { data } = (await response.json()) as { data: readonly { id: string }[] };
    const listed = data.map(({ id }) => id);
    expect(listed).toEqual(expect.arrayContaining([...named, ...models.map(({ slug }) => slug)]));
    expect(named).toHaveLength(4);
  });
});
