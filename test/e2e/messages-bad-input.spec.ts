import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { startGateway } from '../support/managed-gateway.js';
import { postMessages, user } from '../support/post-messages.js';
import { ask, type Members } from '../support/post-responses.js';

const running = useGatewayAndSimulator();
const send = (fields: Members, path?: string) => postMessages(running.gateway.origin, fields, path);

const TOOL = { name: 'f', input_schema: { type: 'object' } };
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'f', input: {} };
const RESULT = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'x' };
const assistant = (content: unknown): Members => ({ role: 'assistant', content });
const said = (...messages: unknown[]): Members => ({ messages });
const block = (fields: Members): Members => said(user([fields]));
const document = (source: Members): Members => block({ type: 'document', source });

/** What is wrong, and what the message must name. */
const REFUSED: readonly [string, Members, string][] = [
  ['no max_tokens', { max_tokens: undefined }, 'max_tokens'],
  ['max_tokens null', { max_tokens: null }, 'max_tokens'],
  ['max_tokens 0', { max_tokens: 0 }, 'max_tokens'],
  ['max_tokens 1.5', { max_tokens: 1.5 }, 'max_tokens'],
  ['no messages', { messages: undefined }, 'messages'],
  ['messages that are a text', { messages: 'Hello' }, 'messages'],
  ['no message', said(), 'messages'],
  ['a message that is no object', said(user('a'), 'b'), 'messages[1]'],
  ['no model', { model: undefined }, 'model'],
  ['stream that is a text', { stream: 'yes' }, 'stream'],
  ['an unknown role', said({ role: 'tool', content: 'x' }), 'messages[0].role'],
  ['no content', said(user(undefined)), 'messages[0].content'],
  ['empty content', said(user('')), 'messages[0].content'],
  ['no blocks', said(user([])), 'messages[0].content'],
  ['an empty text alone', said(user([{ type: 'text', text: '' }])), 'messages[0].content'],
  [
    'an empty message of the assistant before others',
    said(user('a'), assistant(''), user('b')),
    'messages[1].content',
  ],
  ['a block that is no object', said(user(['x'])), 'messages[0].content[0]'],
  ['a block without a type', block({ text: 'x' }), 'messages[0].content[0].type'],
  ['a block of an unknown type', block({ type: 'smell' }), 'messages[0].content[0].type'],
  ['a text that is a number', block({ type: 'text', text: 5 }), 'messages[0].content[0].text'],
  ['a call of the user', block(CALL), 'messages[0].content[0].type'],
  [
    'an image of the assistant',
    said(user('a'), assistant([{ type: 'image', source: { type: 'url', url: 'https://a.b/c' } }])),
    'messages[1].content[0].type',
  ],
  [
    'an image on this machine',
    block({ type: 'image', source: { type: 'url', url: 'file:///etc/passwd' } }),
    'messages[0].content[0].source',
  ],
  ['an image without a source', block({ type: 'image' }), 'messages[0].content[0].source'],
  [
    'an image for a model that takes none',
    {
      model: 'qwen3-coder-plus',
      ...block({ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }),
    },
    'image',
  ],
  [
    'a document on the web',
    document({ type: 'url', url: 'https://example.com/a.pdf' }),
    'messages[0].content[0].source',
  ],
  [
    'a document that is no base64',
    document({ type: 'base64', media_type: 'application/pdf', data: '***' }),
    'messages[0].content[0].source',
  ],
  [
    'a document that is not there',
    document({ type: 'file', file_id: 'file-none' }),
    'messages[0].content[0].source',
  ],
  ['a result without a call', said(user([RESULT])), 'messages[0].content[0].tool_use_id'],
  [
    'a result of another call',
    said(user('a'), assistant([CALL]), user([{ ...RESULT, tool_use_id: 'toolu_2' }])),
    'messages[2].content[0].tool_use_id',
  ],
  [
    'a result of a call long before',
    said(user('a'), assistant([CALL]), user([RESULT]), assistant('ok'), user([RESULT])),
    'messages[4].content[0].tool_use_id',
  ],
  [
    'two results of one call',
    said(user('a'), assistant([CALL]), user([RESULT, RESULT])),
    'messages[2].content[1]',
  ],
  [
    'a result without the id',
    said(user('a'), assistant([CALL]), user([{ type: 'tool_result' }])),
    'messages[2].content[0].tool_use_id',
  ],
  ['a call without a result', said(user('a'), assistant([CALL]), user('b')), 'messages[1].content[0]'],
  ['a call at the end', said(user('a'), assistant([CALL])), 'messages[1].content[0]'],
  [
    'two calls with one id',
    said(user('a'), assistant([CALL, CALL]), user([RESULT])),
    'messages[1].content[1].id',
  ],
  [
    'a call without a name',
    said(user('a'), assistant([{ ...CALL, name: '' }]), user([RESULT])),
    'messages[1].content[0].name',
  ],
  [
    'a call whose input is a text',
    said(user('a'), assistant([{ ...CALL, input: '{}' }]), user([RESULT])),
    'messages[1].content[0].input',
  ],
  [
    'a beginning of the answer of a model that always thinks',
    { model: 'qwq-plus', ...said(user('a'), assistant('b')) },
    'always thinks',
  ],
  [
    'a beginning of the answer while thinking',
    { model: 'qwen3.7-plus', thinking: { type: 'adaptive' }, ...said(user('a'), assistant('b')) },
    'messages',
  ],
  [
    'a budget above max_tokens',
    { thinking: { type: 'enabled', budget_tokens: 2_000 } },
    'thinking.budget_tokens',
  ],
  [
    'a budget of max_tokens',
    { thinking: { type: 'enabled', budget_tokens: 1_000 } },
    'thinking.budget_tokens',
  ],
  ['a budget of 0', { thinking: { type: 'enabled', budget_tokens: 0 } }, 'thinking.budget_tokens'],
  ['an unknown kind of thinking', { thinking: { type: 'hard' } }, 'thinking.type'],
  ['an unknown effort', { output_config: { effort: 'heroic' } }, 'output_config.effort'],
  [
    'a format without a schema',
    { output_config: { format: { type: 'json_schema' } } },
    'output_config.format',
  ],
  ['system that is a number', { system: 5 }, 'system'],
  ['an image in system', { system: [{ type: 'image' }] }, 'system[0].type'],
  ['temperature 3', { temperature: 3 }, 'temperature'],
  ['top_p 2', { top_p: 2 }, 'top_p'],
  ['top_k -1', { top_k: -1 }, 'top_k'],
  ['a stop sequence that is a number', { stop_sequences: [5] }, 'stop_sequences'],
  ['servers of tools', { mcp_servers: [{ type: 'url' }] }, 'mcp_servers'],
  ['tools that are no list', { tools: {} }, 'tools'],
  ['a tool without a name', { tools: [{ input_schema: {} }] }, 'tools[0].name'],
  ['a tool without a schema', { tools: [{ name: 'f' }] }, 'tools[0].input_schema'],
  ['two tools with one name', { tools: [TOOL, TOOL] }, 'tools[1]'],
  [
    'a tool that Anthropic runs',
    { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
    'tools[0]',
  ],
  [
    'a choice of an absent tool',
    { tools: [TOOL], tool_choice: { type: 'tool', name: 'g' } },
    'tool_choice.name',
  ],
  ['an unknown choice', { tools: [TOOL], tool_choice: { type: 'maybe' } }, 'tool_choice.type'],
  ['a choice in a word', { tools: [TOOL], tool_choice: 'auto' }, 'tool_choice'],
  ['a forced call without tools', { tool_choice: { type: 'any' } }, 'tool_choice'],
  [
    'a forced call while thinking',
    { model: 'qwen3.7-plus', tools: [TOOL], tool_choice: { type: 'any' }, thinking: { type: 'adaptive' } },
    'tool_choice',
  ],
];

describe('a request is refused for', () => {
  it.each(REFUSED)('%s', async (_name, fields, named) => {
    const { status, json } = await send(fields);
    expect(json).toMatchObject({
      type: 'error',
      error: { message: expect.stringContaining(named) as string },
    });
    const isMissing = named.includes('source') && JSON.stringify(fields).includes('file-none');
    expect(status).toBe(isMissing ? 404 : 400);
    expect(json.error).toMatchObject({ type: isMissing ? 'not_found_error' : 'invalid_request_error' });
    expect(await running.simulator.requests()).toEqual([]);
  });
});

describe('what is taken', () => {
  it.each<[string, Members]>([
    [
      'an empty text beside others',
      said(
        user([
          { type: 'text', text: '' },
          { type: 'text', text: 'a' },
        ]),
      ),
    ],
    ['an empty message of the assistant at the end', said(user('a'), assistant(''))],
    [
      'a result without content',
      said(user('a'), assistant([CALL]), user([{ ...RESULT, content: undefined }])),
    ],
    [
      'messages of one role one after the other',
      said(user('a'), user('b'), assistant('c'), assistant('d'), user('e')),
    ],
    [
      'results over two messages',
      said(
        user('a'),
        assistant([CALL, { ...CALL, id: 'toolu_2' }]),
        user([RESULT]),
        user([{ ...RESULT, tool_use_id: 'toolu_2' }]),
      ),
    ],
    [
      'a search that ran elsewhere',
      said(
        user('a'),
        assistant([
          { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} },
          { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
        ]),
        user('b'),
      ),
    ],
    [
      'fields that nobody knows',
      { container: null, context_management: { edits: [] }, mcp_servers: [], telepathy: true },
    ],
  ])('%s', async (_name, fields) => {
    expect((await send(fields)).json).toMatchObject({ type: 'message' });
  });
});

describe('errors are in Anthropic’s envelope', () => {
  const post = (path: string, body: string) =>
    fetch(path.startsWith('http') ? path : running.gateway.origin + path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });

  it.each([
    { name: 'a body that is no JSON', body: '{', status: 400, type: 'invalid_request_error' },
    { name: 'no body', body: '', status: 400, type: 'invalid_request_error' },
    { name: 'an unknown route', path: '/batches', body: '{}', status: 404, type: 'not_found_error' },
    {
      name: 'an unknown model',
      body: '{"model":"x","max_tokens":1,"messages":[{"role":"user","content":"a"}]}',
      status: 404,
      type: 'not_found_error',
    },
  ])('for $name', async ({ path = '', body, status, type }) => {
    const response = await post(`/v1/messages${path}`, body);
    expect(response.status).toBe(status);
    const error = (await response.json()) as Members;
    expect(error).toMatchObject({
      type: 'error',
      error: { type },
      request_id: response.headers.get('request-id'),
    });
  });

  it('for a wrong method', async () => {
    const response = await fetch(`${running.gateway.origin}/v1/messages`);
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
  });

  it.each([
    ['limit_requests', 429, 'rate_limit_error'],
    ['ModelUnavailable', 529, 'overloaded_error'],
    ['internal_server_error', 502, 'api_error'],
    ['invalid_api_key', 502, 'api_error'],
    ['data_inspection_failed', 400, 'invalid_request_error'],
  ])('for %s of the upstream', async (preset, status, type) => {
    const reply = await send(said(user(ask({ preset }))));
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ type: 'error', error: { type } });
  });

  it('for an input that is too long, in the words that clients look for', async () => {
    const directive = {
      status: 400,
      code: 'invalid_parameter_error',
      message: 'Range of input length should be [1, 1000]',
    };
    const { json } = await send(said(user(ask(directive))));
    expect(json).toMatchObject({
      error: { message: expect.stringMatching(/^prompt is too long: /) as string },
    });
  });

  it(
    'for a missing and a wrong key, and for models only where the client is Anthropic’s',
    { timeout: 40_000 },
    async () => {
      const gateway = await startGateway({
        GATEWAY_MASTER_KEY: 'sk-gateway-master',
        BAILIAN_API_KEY: 'sk-test',
        BAILIAN_BASE_URL: running.simulator.baseUrl,
        BASE_PATH: '/ai',
      });
      try {
        await gateway.waitForReady();
        const get = (path: string, headers: Record<string, string> = {}) =>
          fetch(`${gateway.origin}/ai${path}`, { headers });
        const response = await post(`${gateway.origin}/ai/v1/messages`, '{');
        expect(response.status).toBe(401);
        expect(await response.json()).toMatchObject({
          type: 'error',
          error: { type: 'authentication_error' },
        });
        const version = { 'anthropic-version': '2023-06-01' };
        expect(await (await get('/v1/models', version)).json()).toMatchObject({ type: 'error' });
        expect(await (await get('/v1/models')).json()).not.toHaveProperty('type');
        const keyed = await get('/v1/models', { ...version, 'x-api-key': 'sk-gateway-master' });
        expect(await keyed.json()).toMatchObject({
          data: expect.any(Array) as unknown,
          has_more: expect.any(Boolean) as boolean,
        });
      } finally {
        await gateway.stop();
      }
    },
  );
});
