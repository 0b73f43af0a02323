import OpenAI, { APIUserAbortError, BadRequestError } from 'openai';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  answerEmbeddings,
  refuseEmbeddings,
  rowsOf,
  sendText,
  vectorOf,
} from '../support/embeddings-upstream.js';
import { useGatewayAndRawUpstream } from '../support/gateway-and-raw-upstream.js';
import { type Answer, sendRequest } from '../support/http-request.js';
import { until } from '../support/until.js';

/** Takes 10 rows. */
const MODEL = 'text-embedding-v4';
const PARALLEL = 4;

const running = useGatewayAndRawUpstream({ BAILIAN_MODELS: `${MODEL},text-embedding-v2,my-embedding` });
let client: OpenAI;

beforeAll(() => {
  client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
});
beforeEach(() => {
  running.upstream.answerChat(answerEmbeddings);
});

const texts = (count: number): string[] => Array.from({ length: count }, (_, row) => `text ${row} 文`);

function post(fields: object): Promise<Answer> {
  return sendRequest(`${running.gateway.origin}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, input: 'a', ...fields }),
  });
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  );
}

describe('the official library', () => {
  it('gets the same numbers, to float32, whichever encoding it asks for', async () => {
    const input = texts(3);
    const byDefault = await client.embeddings.create({ model: MODEL, input });
    const asFloat = await client.embeddings.create({ model: MODEL, input, encoding_format: 'float' });
    expect(asFloat.data.map(({ embedding }) => embedding)).toEqual(input.map(vectorOf));
    expect(byDefault.data.map(({ embedding }) => embedding)).toEqual(
      asFloat.data.map(({ embedding }) => embedding.map(Math.fround)),
    );
    expect(byDefault.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
    expect(running.upstream.exchanges.map(({ body }) => body.encoding_format)).toEqual(['float', 'float']);
  });

  it.each(['float', undefined] as const)('gets 25 rows of a 10-row model in order (%s)', async (encoding) => {
    const input = texts(25);
    const { data, usage } = await client.embeddings.create({
      model: MODEL,
      input,
      encoding_format: encoding,
    });
    expect(data.map(({ index }) => index)).toEqual(input.map((_, index) => index));
    expect(data.map(({ embedding }) => embedding.map(Math.fround))).toEqual(
      input.map((text) => vectorOf(text).map(Math.fround)),
    );
    expect(usage).toEqual({ prompt_tokens: 25, total_tokens: 25 });
    expect(running.upstream.exchanges.map((exchange) => rowsOf(exchange).length).sort()).toEqual([10, 10, 5]);
  });

  it('gets 1,000 rows, asked for a few at a time', async () => {
    let underWay = 0;
    let most = 0;
    running.upstream.answerChat((exchange) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        answerEmbeddings(exchange);
      }, 5 * Math.random());
    });
    const input = texts(1_000);
    const { data, usage } = await client.embeddings.create({ model: MODEL, input, encoding_format: 'float' });
    expect(data.map(({ embedding }) => embedding)).toEqual(input.map(vectorOf));
    expect(data.at(-1)?.index).toBe(999);
    expect(usage.total_tokens).toBe(1_000);
    expect(running.upstream.exchanges).toHaveLength(100);
    expect(most).toBe(PARALLEL);
  });

  it('that aborts closes every upstream request', async () => {
    running.upstream.answerChat(() => undefined);
    const abort = new AbortController();
    const failure = rejection(
      client.embeddings.create({ model: MODEL, input: texts(100) }, { signal: abort.signal }),
    );
    await until(() => running.upstream.exchanges.length === PARALLEL);
    abort.abort();
    expect(await failure).toBeInstanceOf(APIUserAbortError);
    await until(() => running.upstream.exchanges.every(({ isAbandoned }) => isAbandoned()));
    expect(running.upstream.exchanges).toHaveLength(PARALLEL);
  });

  it('gets the failure of a part, and the other parts are given up', async () => {
    running.upstream.answerChat((exchange) => {
      if (!rowsOf(exchange).includes('text 13 文')) return;
      refuseEmbeddings(
        exchange,
        '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 8192]: input.contents[3]',
      );
    });
    const error = await rejection(client.embeddings.create({ model: MODEL, input: texts(100) }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ param: 'input[13]', code: 'context_length_exceeded' });
    expect((error as Error).message).toBe(
      '400 Range of input length should be [1, 8192]: input[13]. Send a shorter input.',
    );
    const { exchanges } = running.upstream;
    await until(() => exchanges.filter(({ isAbandoned }) => isAbandoned()).length === exchanges.length - 1);
    expect(exchanges.length).toBeLessThanOrEqual(PARALLEL + 1);
  });
});

it('counts what was answered before a part failed', async () => {
  running.upstream.answerChat((exchange) => {
    const rows = rowsOf(exchange);
    if (rows.includes('text 0 文')) answerEmbeddings(exchange);
    // The fifth part is not sent before one of the first four was answered.
    else if (rows.includes('text 40 文')) refuseEmbeddings(exchange, 'no');
  });
  const { status, headers } = await post({ input: texts(60) });
  expect(status).toBe(400);
  const line = await running.gateway.waitForLog(({ requestId }) => requestId === headers['x-request-id']);
  expect(line).toMatchObject({ promptTokens: 10 });
});

describe('one answer in floats', () => {
  it.each([
    '{"data":[{"embedding":[0.10,-1E-5,1.0e+2],"index":0,"object":"embedding"}],"model":"m","object":"list","usage":{"prompt_tokens":23,"total_tokens":23},"id":"1"}',
    '{ "usage" : {"total_tokens":23, "prompt_tokens":23},\n "id":"é文",\r\n "data" : [ {"index":0, "embedding" : [ 0.10 , 1 ] } ] }\n',
  ])('reaches the client byte for byte, and is counted: %s', async (text) => {
    running.upstream.answerChat((exchange) => {
      sendText(exchange, text);
    });
    const answer = await post({ encoding_format: 'float' });
    expect(answer.text).toBe(text);
    expect(answer.headers).toMatchObject({
      'content-length': String(Buffer.byteLength(text)),
      'x-gateway-provider': 'bailian',
      'x-upstream-request-id': 'upstream-1',
    });
    expect(answer.headers).not.toHaveProperty('x-gateway-adapted');
    const line = await running.gateway.waitForLog(
      ({ requestId }) => requestId === answer.headers['x-request-id'],
    );
    expect(line).toMatchObject({ promptTokens: 23, completionTokens: 0, model: MODEL });
  });

  it('gets the count of prompt tokens that some models leave out', async () => {
    running.upstream.answerChat((exchange) => {
      sendText(exchange, '{"data":[{"embedding":[0.10],"index":0}],"usage":{"total_tokens":5},"z":1.0}');
    });
    expect((await post({})).text).toBe(
      '{"data":[{"embedding":[0.10],"index":0}],"usage":{"total_tokens":5,"prompt_tokens":5},"z":1.0}',
    );
  });

  it('is made of base64 where the upstream answers so', async () => {
    running.upstream.answerChat((exchange) => {
      sendText(exchange, '{"data":[{"embedding":"AACAPwAAAMA=","index":0}]}');
    });
    expect((await post({ encoding_format: 'float' })).text).toBe('{"data":[{"embedding":[1,-2],"index":0}]}');
    expect((await post({ encoding_format: 'base64' })).text).toContain('"AACAPwAAAMA="');
  });
});

describe('what the upstream gets', () => {
  it('has every other field, and no null', async () => {
    const fields = { encoding_format: null, dimensions: null, user: 'u', text_type: 'query' };
    const answer = await post({ ...fields, input: ['a', ''] });
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'x-gateway-adapted': 'encoding_format,dimensions' },
    });
    expect(running.upstream.exchanges[0]?.body).toEqual({
      model: MODEL,
      input: ['a', ''],
      user: 'u',
      text_type: 'query',
      encoding_format: 'float',
    });
    expect(running.upstream.exchanges[0]?.request.url).toBe('/compatible-mode/v1/embeddings');
  });

  it('is all there is of a model that is not known', async () => {
    const input = texts(300);
    const answer = await post({ model: 'my-embedding', input, dimensions: 3 });
    expect(answer.status).toBe(200);
    expect(running.upstream.exchanges.map(({ body }) => body)).toEqual([
      { model: 'my-embedding', input, dimensions: 3, encoding_format: 'float' },
    ]);
  });

  it('is named in x-gateway-adapted where it differs', async () => {
    const { headers } = await post({ input: texts(11), encoding_format: 'base64' });
    expect(headers['x-gateway-adapted']).toBe('encoding_format,input');
  });
});

describe('a request that makes no sense', () => {
  it.each([
    [{ input: undefined }, 'input', 'must be a text or a list'],
    [{ input: null }, 'input', 'must be a text or a list'],
    [{ input: [] }, 'input', 'at least one row'],
    [{ input: ['a', 'b', 'c', null] }, 'input[3]', 'must be a text'],
    [{ input: ['a', 5] }, 'input[1]', 'must be a text'],
    [{ input: [null] }, 'input[0]', 'must be a text'],
    [{ input: [1, 2, 3] }, 'input', 'check_embedding_ctx_length=False'],
    [{ input: [[1, 2], [3]] }, 'input', 'check_embedding_ctx_length=False'],
    [{ encoding_format: 'int8' }, 'encoding_format', 'float or base64'],
    [{ dimensions: 0 }, 'dimensions', 'at least 1'],
    [{ dimensions: '64' }, 'dimensions', 'whole number'],
    [{ dimensions: 100 }, 'dimensions', '2048, 1536, 1024, 768, 512, 256, 128, 64'],
    [{ model: '' }, 'model', 'must not be empty'],
    [{ stream: true }, 'stream', 'must be false'],
    [{ input: texts(2_049) }, 'input', '2048'],
  ])('%j is a 400 that says why, and is not sent', async (fields, param, says) => {
    const { status, error } = await post(fields);
    expect({ status, param: error.param }).toEqual({ status: 400, param });
    expect(error.message).toContain(says);
    expect(running.upstream.exchanges).toHaveLength(0);
  });

  it('names an unknown model', async () => {
    const { status, error } = await post({ model: 'text-embedding-v5' });
    expect({ status, code: error.code }).toEqual({ status: 404, code: 'model_not_found' });
    expect(error.message).toContain(MODEL);
  });
});

describe('an upstream that fails', () => {
  it.each([
    ['{"data":[]', 502],
    ['<html>', 502],
    ['{"data":{}}', 502],
    ['{"error":{"code":"InvalidParameter","message":"<400> InternalError.Algo.InvalidParameter: no"}}', 400],
  ])('with 200 and %s is a %i', async (text, status) => {
    running.upstream.answerChat((exchange) => {
      sendText(exchange, text);
    });
    expect(await post({})).toMatchObject({ status });
    expect(await post({ encoding_format: 'base64' })).toMatchObject({ status });
  });

  it('with too few rows is a 502 where rows are put together', async () => {
    running.upstream.answerChat((exchange) => {
      sendText(exchange, '{"data":[{"embedding":[1],"index":0}]}');
    });
    expect(await post({ input: texts(11) })).toMatchObject({ status: 502 });
  });

  it('with its own limit is a 400 that names the input', async () => {
    running.upstream.answerChat((exchange) => {
      refuseEmbeddings(
        exchange,
        '<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid, it should not be larger than 10.: input.contents',
      );
    });
    const { status, error } = await post({ model: 'my-embedding', input: texts(11) });
    expect({ status, ...error }).toMatchObject({
      status: 400,
      param: 'input',
      message: 'Value error, batch size is invalid, it should not be larger than 10.: input',
    });
  });
});

describe('GET /v1/models', () => {
  it('has the embedding models that are configured, with what is known of them', async () => {
    const { text } = await sendRequest(`${running.gateway.origin}/v1/models/${MODEL}`);
    expect(JSON.parse(text)).toEqual({
      id: MODEL,
      object: 'model',
      created: 0,
      owned_by: 'bailian',
      provider: 'bailian',
      max_input_tokens: 8_192,
      input_modalities: ['text'],
      capabilities: ['embeddings'],
    });
  });

  it('has the facts of chat models, by every name they have', async () => {
    const { text } = await sendRequest(`${running.gateway.origin}/v1/models`);
    const list = (JSON.parse(text) as { data: { id: string }[] }).data;
    const facts = {
      context_window: 1_000_000,
      max_input_tokens: 997_952,
      max_output_tokens: 32_768,
      input_modalities: ['text'],
      output_modalities: ['text'],
      capabilities: ['chat', 'thinking', 'tools', 'json_mode', 'web_search'],
    };
    expect(list.find(({ id }) => id === 'qwen-plus')).toMatchObject(facts);
    const prefixed = await sendRequest(`${running.gateway.origin}/v1/models/bailian/qwen-plus`);
    expect(JSON.parse(prefixed.text)).toMatchObject({ id: 'bailian/qwen-plus', ...facts });
    expect(list.find(({ id }) => id === 'my-embedding')).not.toHaveProperty('capabilities');
  });
});
