import type { ClientRequest } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Answer, sendChat, type RequestOptions, sendRequest } from '../support/http-request.js';
import { type ProcessOutput, recordOutput } from '../support/process-output.js';
import { readMetric } from '../support/read-metric.js';

const AT_ONCE_MS = 2_000;
const MEGABYTE = 1024 * 1024;
const MESSAGES = [{ role: 'user', content: 'hi' }];
const GOOD = { model: 'qwen-plus', messages: MESSAGES };

const running = useGatewayAndSimulator();
let output: ProcessOutput;
beforeAll(() => {
  output = recordOutput(running.gateway);
});

const post = (body: unknown, headers?: Record<string, string>): Promise<Answer> =>
  sendChat(running.gateway.origin, body, headers);
const send = (path: string, options?: RequestOptions): Promise<Answer> =>
  sendRequest(running.gateway.origin + path, options);

/** Whatever came before: it still serves. */
async function expectService(): Promise<void> {
  expect(await post(GOOD)).toMatchObject({ status: 200 });
}

/** The last thing that each test of a group of bad requests leaves: a log without alarms up to its last line. */
async function expectQuietLog(): Promise<void> {
  const { headers } = await post(GOOD);
  await running.gateway.waitForLog(({ requestId }) => requestId === headers['x-request-id']);
  expect(output.alarms()).toEqual([]);
}

async function expectNotForwarded(): Promise<void> {
  const requests = await running.simulator.requests();
  expect(requests.filter(({ path }) => path.endsWith('/chat/completions'))).toEqual([]);
}

function nested(levels: number): string {
  // The body itself is the first level.
  const inner = levels - 1;
  return `{"model":"qwen-plus","messages":${JSON.stringify(MESSAGES)},"x":${'['.repeat(inner)}${']'.repeat(inner)}}`;
}

function inBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

describe('a body that cannot be read', () => {
  it.each([
    ['no body', ''],
    ['white space only', ' \n'],
    ['malformed JSON', '{"model": qwen-plus}'],
    ['JSON that breaks off', '{"model":"qwen-plus","messages":[{"role":"us'],
    ['a list', '[]'],
    ['a text', '"qwen-plus"'],
    ['null', 'null'],
    ['a number', '7'],
    ['invalid UTF-8', inBytes('{"model":"qwen-plus","messages":[{"role":"user","content":"\xff\xfe"}]}')],
    ['a character cut in its middle', inBytes('{"model":"qwen-plus\xe4\xb8"}')],
    ['201 levels of nesting', nested(201)],
    ['100,000 levels of nesting', nested(100_000)],
    ['100,000 levels that never close', '['.repeat(100_000)],
  ])('answers 400 invalid_json to %s', async (_name, body) => {
    const startedAt = performance.now();
    const answer = await post(body);
    expect(performance.now() - startedAt).toBeLessThan(AT_ONCE_MS);
    expect(answer).toMatchObject({
      status: 400,
      error: { type: 'invalid_request_error', code: 'invalid_json', param: null },
    });
    await expectNotForwarded();
    await expectService();
  });

  it('takes 200 levels of nesting', async () => {
    expect(await post(nested(200))).toMatchObject({ status: 200 });
  });

  it('does not quote the body', async () => {
    const { error } = await post('{"model":"qwen-plus","messages":"my-private-text}');
    expect(error.message).not.toContain('private');
  });

  it('answers 400 to a content-encoding', async () => {
    const answer = await post(JSON.stringify(GOOD), { 'content-encoding': 'gzip' });
    expect(answer).toMatchObject({ status: 400, error: { type: 'invalid_request_error' } });
    expect(answer.error.message).toContain('gzip');
    await expectService();
  });
});

describe('a field that is wrong', () => {
  it.each([
    ['no model', { messages: MESSAGES }, 'model'],
    ['an empty model', { ...GOOD, model: '' }, 'model'],
    ['a model that is a number', { ...GOOD, model: 5 }, 'model'],
    ['a model that is null', { ...GOOD, model: null }, 'model'],
    ['no messages', { model: 'qwen-plus' }, 'messages'],
    ['empty messages', { ...GOOD, messages: [] }, 'messages'],
    ['messages that are a text', { ...GOOD, messages: 'hi' }, 'messages'],
    ['messages that are an object', { ...GOOD, messages: { role: 'user' } }, 'messages'],
    ['a message that is a text', { ...GOOD, messages: [...MESSAGES, 'hi'] }, 'messages[1]'],
    ['a message that is null', { ...GOOD, messages: [null] }, 'messages[0]'],
    ['a message that is a list', { ...GOOD, messages: [...MESSAGES, []] }, 'messages[1]'],
    ['stream as a text', { ...GOOD, stream: 'true' }, 'stream'],
    ['stream as a number', { ...GOOD, stream: 1 }, 'stream'],
    ['stream_options as a text', { ...GOOD, stream: true, stream_options: 'usage' }, 'stream_options'],
    ['max_tokens 0', { ...GOOD, max_tokens: 0 }, 'max_tokens'],
    ['max_tokens -1', { ...GOOD, max_tokens: -1 }, 'max_tokens'],
    ['max_tokens "5"', { ...GOOD, max_tokens: '5' }, 'max_tokens'],
    ['max_tokens 1.5', { ...GOOD, max_tokens: 1.5 }, 'max_tokens'],
    ['max_completion_tokens 0', { ...GOOD, max_completion_tokens: 0 }, 'max_completion_tokens'],
    ['max_completion_tokens {}', { ...GOOD, max_completion_tokens: {} }, 'max_completion_tokens'],
  ])('answers 400 that names it: %s', async (_name, body, param) => {
    const startedAt = performance.now();
    const answer = await post(body);
    expect(performance.now() - startedAt).toBeLessThan(AT_ONCE_MS);
    expect(answer).toMatchObject({ status: 400, error: { type: 'invalid_request_error', param } });
    await expectNotForwarded();
    await expectService();
  });

  it.each([
    ['plain', '"model"'],
    ['with a unicode escape', String.raw`"m\u006fdel"`],
    ['all in unicode escapes', String.raw`"\u006d\u006F\u0064\u0065\u006c"`],
    ['with white space before the colon', '"model" \n'],
  ])('answers 400 to a second model key, %s', async (_name, key) => {
    const answer = await post(
      `{"model":"qwen-plus","messages":${JSON.stringify(MESSAGES)},${key}:"qwen-max"}`,
    );
    expect(answer).toMatchObject({ status: 400, error: { type: 'invalid_request_error', param: 'model' } });
    await expectNotForwarded();
  });

  it('takes a second model key that is not at the top', async () => {
    const body = `{"x":{"model":"a"},"model":"qwen-plus","messages":${JSON.stringify(MESSAGES)}}`;
    expect(await post(body)).toMatchObject({ status: 200 });
  });
});

describe('an unknown model', () => {
  it('gets 404 with the nearest names', async () => {
    const answer = await post({ ...GOOD, model: 'qwen-pluss' });
    expect(answer).toMatchObject({
      status: 404,
      error: { type: 'invalid_request_error', code: 'model_not_found', param: 'model' },
    });
    expect(answer.error.message).toMatch(/Did you mean qwen-plus\b/);
    await expectNotForwarded();
  });

  it.each([
    ['control characters', 'qwen\u0000\r\nx-injected: 1'],
    ['slashes', '///'],
    ['dots', '../../etc/passwd'],
    ['the name of a built-in property', '__proto__'],
    ['another one', 'constructor'],
    ['half a surrogate pair', 'qwen-\ud800'],
    ['white space', ' qwen-plus'],
    ['another case', 'QWEN-PLUS'],
  ])('gets 404 in whatever characters: %s', async (_name, model) => {
    const answer = await post({ ...GOOD, model });
    expect(answer).toMatchObject({ status: 404, error: { code: 'model_not_found', param: 'model' } });
    expect(answer.headers).not.toHaveProperty('x-injected');
    await expectService();
  });

  it('is not repeated at length', async () => {
    const answer = await post({ ...GOOD, model: 'z'.repeat(MEGABYTE) });
    expect(answer).toMatchObject({ status: 404, error: { code: 'model_not_found', param: 'model' } });
    expect(answer.error.message.length).toBeLessThan(1_000);
  });
});

describe('a body over the limit', () => {
  const TOO_LARGE = Buffer.alloc(40 * MEGABYTE, ' ');
  const EXPECTED = {
    status: 413,
    error: { type: 'request_too_large', code: 'request_too_large', param: null },
  };

  it.each(['keep-alive', 'close'])(
    'gets 413 that the client can read, connection: %s',
    async (connection) => {
      const answer = await post(TOO_LARGE, { connection });
      expect(answer).toMatchObject(EXPECTED);
      expect(answer.error.message).toContain('33554432');
      await expectService();
    },
  );

  it('gets 413 also in chunks without a content-length', async () => {
    const answer = await send('/v1/chat/completions', { method: 'POST', body: writeInChunks(TOO_LARGE) });
    expect(answer).toMatchObject(EXPECTED);
    await expectService();
  });

  it('gets 413 before it is sent', async () => {
    const headers = { 'content-length': String(10_000 * MEGABYTE) };
    const body = (request: ClientRequest): void => {
      request.flushHeaders();
    };
    expect(await send('/v1/chat/completions', { method: 'POST', headers, body })).toMatchObject(EXPECTED);
  });
});

function writeInChunks(bytes: Buffer): (request: ClientRequest) => void {
  return (request) => {
    for (let at = 0; at < bytes.length; at += MEGABYTE) request.write(bytes.subarray(at, at + MEGABYTE));
    request.end();
  };
}

describe('headers over the limit', () => {
  it('get 431', async () => {
    const answer = await send('/v1/models', { headers: { 'x-large': 'a'.repeat(100_000) } });
    expect(answer).toMatchObject({
      status: 431,
      error: { type: 'invalid_request_error', code: 'headers_too_large', param: null },
    });
    await expectService();
  });
});

describe('a wrong address', () => {
  it.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['DELETE', '/v1/chat/completions', 'POST'],
    ['PATCH', '/v1/chat/completions', 'POST'],
    ['PUT', '/v1/chat/completions', 'POST'],
    ['OPTIONS', '/v1/chat/completions', 'POST'],
    ['POST', '/v1/models', 'GET'],
    ['DELETE', '/v1/models/qwen-plus', 'GET'],
    ['POST', '/health', 'GET'],
  ])('gets 405 that says what it takes: %s %s', async (method, path, allow) => {
    const answer = await send(path, { method, ...(method.startsWith('P') ? { body: '{}' } : {}) });
    expect(answer).toMatchObject({
      status: 405,
      headers: { allow },
      error: { type: 'invalid_request_error', code: 'method_not_allowed', param: null },
    });
  });

  it.each([
    '/',
    '/v1',
    '/v1/nothing',
    '/v1/chat',
    '/v1/chat/completions/more',
    '//v1/models',
    '/V1/models',
    '/v1%2fmodels',
    '/v1/../health',
    '/v1/%2e%2e/health',
    '/swagger/../../package.json',
    '/swagger/%2e%2e/%2e%2e/package.json',
    '/swagger/..%2f..%2fpackage.json',
    '/swagger/%00',
    '/.env',
    '/%c0%ae%c0%ae/etc/passwd',
    '/__proto__',
  ])('gets 404 unless a route has it as it is: %s', async (path) => {
    const answer = await send(path);
    expect(answer).toMatchObject({
      status: 404,
      error: { type: 'invalid_request_error', code: 'unknown_route', param: null },
    });
    await expectService();
  });

  it('gets 400 for a path that cannot be decoded', async () => {
    const answer = await send('/v1/models/%ff');
    expect(answer).toMatchObject({ status: 400, error: { type: 'invalid_request_error' } });
    await expectService();
  });
});

describe('memory', () => {
  const ROUNDS = 13;
  const HEAP_SLACK = 64 * MEGABYTE;
  const RESIDENT_SLACK = 256 * MEGABYTE;

  it('is back where it was after many heavy requests', async () => {
    const heavy = [
      Buffer.alloc(40 * MEGABYTE, ' '),
      Buffer.from(`{"model":"qwen-plus","messages":${'['.repeat(8 * MEGABYTE)}`),
      Buffer.from(`{"x":"${'é'.repeat(4 * MEGABYTE)}"}`),
      Buffer.from(`{"model":"${'z'.repeat(MEGABYTE)}","messages":[{"role":"user","content":"hi"}]}`),
    ];
    for (const body of heavy) await post(body);
    const before = await readMemory();
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(heavy.map((body) => post(body)));
    }
    await expect
      .poll(readGrowth(before), { timeout: 15_000, interval: 100 })
      .toEqual({ isHeapBack: true, isProcessBack: true });
    await expectQuietLog();
  }, 55_000);

  interface Memory {
    readonly heap: number;
    readonly resident: number;
  }

  async function readMemory(): Promise<Memory> {
    const { management } = running.gateway;
    return {
      heap: await readMetric(management, 'nodejs_heap_size_used_bytes'),
      resident: await readMetric(management, 'process_resident_memory_bytes'),
    };
  }

  /** Bounds that a leak of half of what was sent would break. */
  function readGrowth(before: Memory) {
    return async () => {
      const { heap, resident } = await readMemory();
      return {
        isHeapBack: heap < before.heap + HEAP_SLACK,
        isProcessBack: resident < before.resident + RESIDENT_SLACK,
      };
    };
  }
});
