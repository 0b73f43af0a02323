import { describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Members, postResponses } from '../support/post-responses.js';

const running = useGatewayAndSimulator();
const send = (fields: Members) => postResponses(running.gateway.origin, fields);

const FUNCTION = { type: 'function', name: 'f' };
const USER = { role: 'user', content: 'Hello' };
const CALL = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' };
const OUTPUT = { type: 'function_call_output', call_id: 'call_1', output: 'x' };
const file = (fields: Members): Members => ({
  input: [{ role: 'user', content: [{ type: 'input_file', ...fields }] }],
});

/** What is wrong, and the param that must be named. */
const REFUSED: readonly [string, Members, string][] = [
  ['no input', { input: null }, 'input'],
  ['empty input', { input: [] }, 'input'],
  ['input that is a number', { input: 5 }, 'input'],
  ['an item that is no object', { input: [USER, 'x'] }, 'input[1]'],
  [
    'conversation and previous_response_id',
    { conversation: 'conv_1', previous_response_id: 'resp_1' },
    'previous_response_id',
  ],
  ['an output without its call', { input: [USER, OUTPUT] }, 'input[1].call_id'],
  ['an output before its call', { input: [OUTPUT, CALL] }, 'input[0].call_id'],
  ['a call without output', { input: [USER, CALL] }, 'input[1]'],
  ['two outputs of one call', { input: [CALL, OUTPUT, OUTPUT] }, 'input[2].call_id'],
  ['two calls with one id', { input: [CALL, CALL, OUTPUT] }, 'input[1].call_id'],
  ['a call without id', { input: [{ ...CALL, call_id: undefined }] }, 'input[0].call_id'],
  ['a call without name', { input: [{ ...CALL, name: 5 }, OUTPUT] }, 'input[0].name'],
  ['an unknown type of item', { input: [{ type: 'telepathy' }] }, 'input[0].type'],
  ['an unknown role', { input: [{ role: 'wizard', content: 'x' }] }, 'input[0].role'],
  ['content that is a number', { input: [{ role: 'user', content: 5 }] }, 'input[0].content'],
  [
    'a part of an unknown type',
    { input: [{ role: 'user', content: [{ type: 'smell' }] }] },
    'input[0].content[0].type',
  ],
  [
    'an image that is none',
    { input: [{ role: 'user', content: [{ type: 'input_image' }] }] },
    'input[0].content[0]',
  ],
  [
    'an image on this machine',
    { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'file:///etc/passwd' }] }] },
    'input[0].content[0].image_url',
  ],
  [
    'a compaction of elsewhere',
    { input: [{ type: 'compaction', encrypted_content: 'x' }] },
    'input[0].encrypted_content',
  ],
  [
    'tool_choice of an absent tool',
    { tools: [FUNCTION], tool_choice: { type: 'function', name: 'g' } },
    'tool_choice',
  ],
  ['tool_choice required without tools', { tool_choice: 'required' }, 'tool_choice'],
  [
    'tool_choice required with web_search alone',
    { tools: [{ type: 'web_search' }], tool_choice: 'required' },
    'tool_choice',
  ],
  ['a forced hosted tool', { tools: [FUNCTION], tool_choice: { type: 'file_search' } }, 'tool_choice'],
  [
    'an absent allowed tool',
    {
      tools: [FUNCTION],
      tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'g' }] },
    },
    'tool_choice.tools[0]',
  ],
  ['an unknown tool_choice', { tools: [FUNCTION], tool_choice: 'perhaps' }, 'tool_choice'],
  ...[
    'file_search',
    'code_interpreter',
    'mcp',
    'image_generation',
    'computer_use_preview',
    'local_shell',
    'shell',
    'apply_patch',
  ].map((type): [string, Members, string] => [
    `the tool ${type}`,
    { tools: [FUNCTION, { type }] },
    'tools[1].type',
  ]),
  ['an unknown tool', { tools: [{ type: 'hammer' }] }, 'tools[0].type'],
  ['a tool without name', { tools: [{ type: 'function' }] }, 'tools[0].name'],
  ['two tools of one name', { tools: [FUNCTION, { type: 'custom', name: 'f' }] }, 'tools[1].name'],
  ['tools that are no list', { tools: {} }, 'tools'],
  ['prompt', { prompt: { id: 'pmpt_1' } }, 'prompt'],
  ['context_management', { context_management: [{ type: 'compaction' }] }, 'context_management'],
  ['max_output_tokens 0', { max_output_tokens: 0 }, 'max_output_tokens'],
  ['temperature 3', { temperature: 3 }, 'temperature'],
  ['top_p 2', { top_p: 2 }, 'top_p'],
  ['top_logprobs 21', { top_logprobs: 21 }, 'top_logprobs'],
  ['an unknown effort', { reasoning: { effort: 'colossal' } }, 'reasoning.effort'],
  ['an unknown summary', { reasoning: { summary: 'long' } }, 'reasoning.summary'],
  ['an unknown verbosity', { text: { verbosity: 'huge' } }, 'text.verbosity'],
  ['an unknown format', { text: { format: { type: 'xml' } } }, 'text.format.type'],
  ['a format without schema', { text: { format: { type: 'json_schema', name: 'x' } } }, 'text.format.schema'],
  ['an unknown include', { include: ['everything'] }, 'include[0]'],
  ['an unknown truncation', { truncation: 'hard' }, 'truncation'],
  ['an unknown service_tier', { service_tier: 'gold' }, 'service_tier'],
  ['stream_options without stream', { stream_options: {} }, 'stream_options'],
  ['metadata with a number', { metadata: { a: 1 } }, 'metadata'],
  [
    'too much metadata',
    { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, 'v'])) },
    'metadata',
  ],
  [
    'no thinking of a model that always thinks',
    { model: 'qwq-plus', reasoning: { effort: 'none' } },
    'reasoning.effort',
  ],
  [
    'an image for a model of texts',
    {
      model: 'qwen3-max',
      input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'https://example.com/a.png' }] }],
    },
    'input',
  ],
  [
    'a forced tool while thinking',
    { tools: [FUNCTION], tool_choice: 'required', reasoning: { effort: 'high' } },
    'tool_choice',
  ],
];

describe('a request that cannot be served', () => {
  it.each(REFUSED)('is refused for %s, which it names', async (_name, fields, param) => {
    const { status, json } = await send(fields);
    expect([status, json.error]).toMatchObject([400, { param, type: 'invalid_request_error' }]);
  });

  it.each([
    ['a broken PDF', file({ filename: 'a.pdf', file_data: Buffer.from('%PDF-1.7').toString('base64') })],
    ['bytes', file({ file_data: Buffer.from([0xff, 0xd8, 0, 1]).toString('base64') })],
    ['a URL', file({ file_url: 'http://127.0.0.1:1/secret' })],
    ['no base64', file({ file_data: '%%%' })],
  ])('is refused for a file that is %s', async (_name, fields) => {
    const { status, json } = await send(fields);
    expect([status, json.error]).toMatchObject([
      400,
      { param: 'input[0].content[0]', code: 'unsupported_file' },
    ]);
  });

  it('is a 404 for an item that the team does not have, and for a model that does not exist', async () => {
    const reference = await send({ input: [{ type: 'item_reference', id: 'msg_1' }] });
    expect([reference.status, reference.json.error]).toMatchObject([404, { param: 'input[0].id' }]);
    const model = await send({ model: 'gpt-nothing' });
    expect([model.status, model.json.error]).toMatchObject([404, { code: 'model_not_found' }]);
  });
});

describe('a request that is odd', () => {
  it('is served with hints that have no effect, which are reported', async () => {
    const { status, headers } = await send({
      tools: [{ type: 'web_search' }, FUNCTION],
      text: { verbosity: 'low' },
      user: 'u',
      prompt_cache_key: 'k',
      client_metadata: { a: 'b' },
      truncation: 'auto',
      made_up: 1,
      'bad name\n': 1,
      metadata: { ticket: '1' },
      input: [{ type: 'web_search_call', id: 'ws_1', action: { query: 'x' } }, USER],
    });
    expect(status).toBe(200);
    const reported = (headers.get('x-gateway-adapted') ?? '').split(',').sort();
    expect(reported).toEqual(
      [
        'client_metadata',
        'input.web_search_call',
        'made_up',
        'prompt_cache_key',
        'text.verbosity',
        'tools.web_search',
        'truncation',
        'user',
      ].sort(),
    );
  });

  it('is served with arguments that are no JSON, calls and outputs in any order, and a text file', async () => {
    const { status } = await send({
      tools: [FUNCTION],
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'Read' },
            {
              type: 'input_file',
              filename: 'a.txt',
              file_data: `data:text/plain;base64,${Buffer.from('Grüße').toString('base64')}`,
            },
          ],
        },
        { ...CALL, arguments: 'no JSON' },
        { ...CALL, call_id: 'call_2' },
        { role: 'developer', content: 'Hurry.' },
        { ...OUTPUT, call_id: 'call_2' },
        OUTPUT,
      ],
    });
    expect(status).toBe(200);
    const messages = (await running.simulator.requests()).at(-1)?.body.messages as readonly Members[];
    const user = messages.find(({ role }) => role === 'user');
    expect(JSON.stringify(user?.content)).toContain('Grüße');
    const at = messages.findIndex(({ role }) => role === 'assistant');
    expect(messages.slice(at, at + 3)).toMatchObject([
      { tool_calls: [{ function: { arguments: '{"input":"no JSON"}' } }, { id: 'call_2' }] },
      { role: 'tool', tool_call_id: 'call_1' },
      { role: 'tool', tool_call_id: 'call_2' },
    ]);
  });
});
