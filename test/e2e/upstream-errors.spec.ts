import { afterAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../scripts/managed-process.mjs';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { type Answer, type ErrorFields, sendChat } from '../support/http-request.js';
import { startRawUpstream } from '../support/raw-upstream.js';

const FIRST_BYTE_MS = 700;
const GOOD = { model: 'qwen-plus', messages: [{ role: 'user', content: 'hi' }] };

const bare = await startRawUpstream();
afterAll(() => bare.stop());

const running = useGatewayAndSimulator({
  BAILIAN_BARE_API_KEY: 'sk-test-bare',
  BAILIAN_BARE_BASE_URL: bare.baseUrl,
  UPSTREAM_FIRST_BYTE_TIMEOUT_MS: String(FIRST_BYTE_MS),
  BAILIAN_GONE_API_KEY: 'sk-test-gone',
  BAILIAN_GONE_BASE_URL: `http://127.0.0.1:${await findFreePort()}/v1`,
});

type Fault = Readonly<Record<string, unknown>>;

interface Expected {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
  readonly limit?: string;
  /** Seconds, from and to. */
  readonly retryAfter?: readonly [number, number];
  /** The operator's matter: the client learns nothing of keys and addresses. */
  readonly isOperators?: true;
}

const refused = (code: string | null): Expected => ({ status: 400, type: 'invalid_request_error', code });
const operators = (code: string): Expected => ({
  status: 502,
  type: 'upstream_error',
  code,
  isOperators: true,
});
const limited = (limit: string, retryAfter: readonly [number, number]): Expected => ({
  status: 429,
  type: 'rate_limit_error',
  code: 'rate_limit_exceeded',
  limit,
  retryAfter,
});
const REQUESTS = limited('requests', [1, 2]);
const TOKENS = limited('tokens', [10, 20]);
const BURST = limited('burst', [5, 10]);
const FAILED: Expected = { status: 502, type: 'upstream_error', code: 'upstream_error' };
const UNAVAILABLE: Expected = {
  status: 503,
  type: 'upstream_error',
  code: 'upstream_unavailable',
  retryAfter: [5, 10],
};
const TIMED_OUT: Expected = { status: 504, type: 'upstream_error', code: 'upstream_timeout' };
const NO_MODEL: Expected = { status: 404, type: 'invalid_request_error', code: 'model_not_found' };

const post = (fields: object = {}): Promise<Answer> =>
  sendChat(running.gateway.origin, { ...GOOD, ...fields });

const inject = (fault: Fault): Promise<void> =>
  running.simulator.inject({ match: { path: '/chat/completions' }, ...fault });

function expectHeaders({ headers }: Answer, { retryAfter, isOperators }: Expected): void {
  expect(headers['x-should-retry']).toBe(isOperators === true ? 'false' : undefined);
  const seconds = headers['retry-after'];
  if (retryAfter === undefined) {
    expect(seconds).toBeUndefined();
    return;
  }
  const [from, to] = retryAfter;
  expect(Number(seconds)).toBeGreaterThanOrEqual(from);
  expect(Number(seconds)).toBeLessThanOrEqual(to);
}

function expectEnvelope(error: ErrorFields, { type, code, limit, isOperators }: Expected): void {
  expect(error).toMatchObject({ type, code });
  expect(error.limit).toBe(limit);
  expect(error.message).not.toBe('');
  expect(error.message).not.toMatch(/^<\d{3}>|InternalError/);
  if (isOperators === true) {
    expect(error.message).not.toMatch(/https?:|aliyun|api[ -]?key|sk-/i);
    expect(error.message).toContain('operator');
  }
}

function expectError(answer: Answer, expected: Expected): void {
  expect(answer.status).toBe(expected.status);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expectEnvelope(answer.error, expected);
  expectHeaders(answer, expected);
}

describe('an error of Model Studio', () => {
  it.each<[string, Fault, Expected]>([
    ['a wrong key', { preset: 'invalid_api_key' }, operators('upstream_auth')],
    ['no access', { preset: 'AccessDenied' }, operators('upstream_access')],
    ['a model that is not bought', { preset: 'AccessDenied.Unpurchased' }, operators('upstream_access')],
    ['no access to a model', { preset: 'Model.AccessDenied' }, operators('upstream_access')],
    ['no access to a workspace', { preset: 'Workspace.AccessDenied' }, operators('upstream_access')],
    ['a free quota that is used up', { preset: 'FreeTierOnly' }, operators('upstream_access')],
    ['arrears', { preset: 'Arrearage' }, operators('upstream_arrears')],
    ['an overdue prepaid bill', { preset: 'PrepaidBillOverdue' }, operators('upstream_arrears')],
    ['an overdue postpaid bill', { preset: 'PostpaidBillOverdue' }, operators('upstream_arrears')],
    ['a service that is not bought', { preset: 'CommodityNotPurchased' }, operators('upstream_arrears')],
    ['an unknown model', { preset: 'model_not_found' }, NO_MODEL],
    ['the limit of requests', { preset: 'limit_requests' }, REQUESTS],
    ['the limit of requests, native name', { preset: 'Throttling' }, REQUESTS],
    ['the limit of requests, other native name', { preset: 'Throttling.RateQuota' }, REQUESTS],
    ['the limit of tokens', { preset: 'insufficient_quota' }, TOKENS],
    ['the limit of tokens, native name', { preset: 'Throttling.AllocationQuota' }, TOKENS],
    ['the limit of bursts', { preset: 'limit_burst_rate' }, BURST],
    ['the limit of bursts, native name', { preset: 'Throttling.BurstRate' }, BURST],
    ['moderation', { preset: 'data_inspection_failed' }, refused('content_filter')],
    ['moderation, newer models', { preset: 'DataInspectionFailed' }, refused('content_filter')],
    [
      'a wrong parameter',
      { status: 400, message: '<400> InternalError.Algo.InvalidParameter: The tool_choice is wrong' },
      refused(null),
    ],
    [
      'an input that is too long',
      {
        status: 400,
        message: '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]',
      },
      refused('context_length_exceeded'),
    ],
    ['an internal error', { preset: 'internal_server_error' }, FAILED],
    ['a status that nobody knows', { status: 418, code: 'Teapot', message: 'I am a teapot' }, FAILED],
    ['a bad gateway', { status: 502, code: 'BadGateway', message: 'bad gateway' }, FAILED],
    ['a time limit of its own', { preset: 'RequestTimeOut' }, TIMED_OUT],
    ['a gateway timeout', { status: 504, code: 'Timeout', message: 'took too long' }, TIMED_OUT],
    ['no capacity', { preset: 'ModelServingError' }, UNAVAILABLE],
    ['no capacity, as a 500', { preset: 'ModelServingError', status: 500 }, UNAVAILABLE],
    ['a model that is away', { preset: 'ModelUnavailable' }, UNAVAILABLE],
  ])('%s is the same, plain and streamed, in both of its shapes', async (_name, fault, expected) => {
    for (const shape of ['compatible', 'native']) {
      for (const stream of [false, true]) {
        await running.simulator.reset();
        await inject({ ...fault, shape });
        const answer = await post({ stream });
        expectError(answer, expected);
        const { id } = await running.simulator.waitForRequest(({ path }) =>
          path.endsWith('/chat/completions'),
        );
        expect(answer.headers).toMatchObject({
          'x-upstream-request-id': id,
          'x-gateway-provider': 'bailian',
        });
      }
    }
  });

  it('keeps the words of the upstream where they help the client', async () => {
    await inject({
      status: 400,
      message: '<400> InternalError.Algo.InvalidParameter: The tool_choice is wrong',
    });
    expect((await post()).error.message).toBe('The tool_choice is wrong');
  });

  it('says how long to wait in its own words, not the upstream’s', async () => {
    await inject({ preset: 'limit_requests', headers: { 'retry-after': '9999' } });
    expectError(await post(), REQUESTS);
  });

  it('names the model where the upstream does not know it', async () => {
    await inject({ preset: 'model_not_found' });
    expect((await post()).error.param).toBe('model');
  });

  it('names the field that the upstream names', async () => {
    const error = { message: 'wrong', type: 'invalid_request_error', param: 'top_p', code: 'x' };
    await inject({ status: 400, rawBody: JSON.stringify({ error }) });
    expect((await post()).error).toMatchObject({ param: 'top_p', message: 'wrong' });
  });

  it('takes the request id of the body where no header has it', async () => {
    bare.answerChat(({ response }) => {
      const body = { code: 'InternalError', message: 'broken', request_id: 'from-the-body' };
      response.writeHead(500).end(JSON.stringify(body));
    });
    const answer = await post({ model: 'bailian-bare/qwen-plus' });
    expectError(answer, FAILED);
    expect(answer.headers['x-upstream-request-id']).toBe('from-the-body');
  });
});

describe('an answer of the upstream that is none', () => {
  it.each<[string, Fault]>([
    ['half a JSON object', { status: 200, rawBody: '{"id":"chatcmpl-1","choices":[' }],
    ['a page', { status: 200, rawBody: '<html><body>welcome</body></html>' }],
    ['JSON that is no completion', { status: 200, rawBody: '{"hello":"world"}' }],
    ['a list', { status: 200, rawBody: '[1]' }],
    ['a page with a status 500', { status: 500, rawBody: '<html>https://internal.example</html>' }],
    ['a list with a status 500', { status: 500, rawBody: '[]' }],
    ['an error page without end', { status: 500, rawBody: 'x'.repeat(1024 * 1024) }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } }],
    ['a permanent redirect', { status: 308, headers: { location: '/elsewhere' } }],
    ['a connection that closes', { cutBeforeHeaders: true }],
  ])('is 502: %s', async (_name, fault) => {
    for (const stream of [false, true]) {
      await running.simulator.reset();
      await inject({ ...fault, times: 2 });
      const answer = await post({ stream });
      expectError(answer, FAILED);
      expect(answer.error.message).not.toMatch(/https?:|<html/);
      expect(answer.error.message.length).toBeLessThan(1_000);
      expect(answer.headers).not.toHaveProperty('location');
    }
  });

  it('is an error also with status 200', async () => {
    for (const stream of [false, true]) {
      await inject({
        status: 200,
        rawBody: JSON.stringify({ error: { code: 'data_inspection_failed', message: 'no' } }),
      });
      expectError(await post({ stream }), refused('content_filter'));
    }
  });

  it('is 502 where nobody listens', async () => {
    for (const stream of [false, true]) {
      const answer = await post({ model: 'bailian-gone/qwen-plus', stream });
      expectError(answer, FAILED);
      expect(answer.error.message).not.toMatch(/127\.0\.0\.1|:\d{4}/);
      expect(answer.headers['x-gateway-provider']).toBe('bailian-gone');
    }
  });

  it('is 504 where it does not come in time', async () => {
    for (const stream of [false, true]) {
      await inject({ firstByteDelayMs: 60_000 });
      expectError(await post({ stream }), TIMED_OUT);
    }
  });
});

describe('an error inside a stream', () => {
  it.each<[string, Fault, Expected]>([
    ['moderation', { code: 'data_inspection_failed', message: 'no' }, refused('content_filter')],
    [
      'an internal error',
      { code: 'internal_server_error', message: '<500> InternalError.Algo: oops' },
      FAILED,
    ],
    ['the limit of requests', { code: 'limit_requests', message: 'too many' }, REQUESTS],
    ['the limit of tokens', { code: 'insufficient_quota', message: 'too many' }, TOKENS],
    ['arrears', { code: 'Arrearage', message: 'https://pay.example' }, operators('upstream_arrears')],
    ['a wrong key', { code: 'invalid_api_key', message: 'Incorrect API key' }, operators('upstream_auth')],
    ['no access', { code: 'Model.AccessDenied', message: 'no' }, operators('upstream_access')],
    ['a wrong parameter', { code: 'invalid_parameter_error', message: 'wrong' }, refused(null)],
    ['no capacity', { code: 'ModelUnavailable', message: 'away' }, UNAVAILABLE],
  ])('has its real status as the first event: %s', async (_name, error, expected) => {
    await inject({ errorAfterEvents: { events: 0, type: error.code, ...error } });
    expectError(await post({ stream: true }), expected);
  });

  it.each<[string, Fault, Expected]>([
    ['moderation', { code: 'data_inspection_failed', message: 'no' }, refused('content_filter')],
    [
      'an internal error',
      { code: 'internal_server_error', message: '<500> InternalError.Algo: oops' },
      FAILED,
    ],
    ['the limit of bursts', { code: 'limit_burst_rate', message: 'too fast' }, BURST],
    ['arrears', { code: 'Arrearage', message: 'https://pay.example' }, operators('upstream_arrears')],
  ])('is the last event after others: %s', async (_name, error, expected) => {
    await inject({ errorAfterEvents: { events: 2, type: error.code, ...error } });
    const answer = await post({ stream: true });
    expect(answer).toMatchObject({ status: 200 });
    const events = answer.text.trimEnd().split('\n\n');
    expect(events).toHaveLength(3);
    const last = JSON.parse(events[2]?.slice('data: '.length) ?? '') as { error: ErrorFields };
    expectEnvelope(last.error, expected);
    expect(answer.text).not.toContain('[DONE]');
  });
});
