import type { INestApplication } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSimulator } from '../create-simulator.js';
import { createVector } from './create-vector.js';

interface Embeddings {
  readonly id: string;
  readonly data: readonly { readonly embedding: readonly number[]; readonly index: number }[];
  readonly usage: unknown;
}

let app: INestApplication;
let origin: string;

beforeAll(async () => {
  app = await createSimulator();
  await app.listen(0, '127.0.0.1');
  origin = await app.getUrl();
});

afterAll(() => app.close());

function embed(fields: Record<string, unknown>): Promise<Response> {
  return fetch(`${origin}/compatible-mode/v1/embeddings`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-demo' },
    body: JSON.stringify({ model: 'text-embedding-v4', ...fields }),
  });
}

it('answers rows in order, with one id and usage', async () => {
  const response = await embed({ input: ['one', 'two words', 'one'], dimensions: 64 });
  const { id, data, usage } = (await response.json()) as Embeddings;
  expect(id).toBe(response.headers.get('x-request-id'));
  expect(data.map(({ index }) => index)).toEqual([0, 1, 2]);
  expect(data[0]?.embedding).toHaveLength(64);
  expect(data[0]?.embedding).toEqual(data[2]?.embedding);
  expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
  expect(usage).toEqual({ prompt_tokens: 4, total_tokens: 4 });
});

it('bills what it embeds', async () => {
  await embed({ input: 'three small words' });
  const account = (await (await fetch(`${origin}/_simulator/usage`)).json()) as unknown[];
  expect(account.at(-1)).toMatchObject({ model: 'text-embedding-v4', usage: { prompt_tokens: 3 } });
});

it.each([
  ['text-embedding-v4', 10],
  ['qwen3.7-text-embedding', 20],
  ['text-embedding-v2', 25],
])('takes as many rows as %s does', async (model, rows) => {
  const good = await embed({ model, input: new Array(rows).fill('x') });
  expect(((await good.json()) as Embeddings).data).toHaveLength(rows);
  const bad = await embed({ model, input: new Array(rows + 1).fill('x') });
  const id = bad.headers.get('x-request-id');
  expect([bad.status, await bad.json()]).toEqual([
    400,
    {
      error: {
        message: `<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid, it should not be larger than ${rows}.: input.contents`,
        type: 'InvalidParameter',
        param: null,
        code: 'InvalidParameter',
      },
      id,
      request_id: id,
    },
  ]);
});

it.each<[string, Record<string, unknown>, string]>([
  ['null', { input: null }, 'neither str nor list of str.: input.contents'],
  ['tokens', { input: [[1, 2]] }, 'neither str nor list of str.: input.contents'],
  ['no rows', { input: [] }, 'should not be smaller than 1.: input.contents'],
  ['a row too long', { input: ['x', 'a '.repeat(8_193)] }, '[1, 8192]: input.contents.1'],
  ['an empty row', { input: ['x', 'y', ''] }, '[1, 8192]: input.contents.2'],
  ['another length', { input: 'x', dimensions: 1_000 }, ': parameters.dimension'],
  ['base64', { input: 'x', encoding_format: 'base64' }, ': parameters.encoding_format'],
])('refuses %s', async (_name, fields, end) => {
  const response = await embed(fields);
  expect(response.status).toBe(400);
  const { error } = (await response.json()) as { error: { message: string } };
  expect(error).toMatchObject({ code: 'InvalidParameter', type: 'InvalidParameter' });
  expect(error.message.endsWith(end)).toBe(true);
});

it('sends chat models to their own door', async () => {
  const response = await embed({ model: 'qwen-plus', input: 'x' });
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { error: { code: 'model_not_supported' } },
  ]);
});

it('makes vectors of length 1', () => {
  const length = createVector('text', 1_024).reduce((sum, value) => sum + value * value, 0);
  expect(length).toBeCloseTo(1, 10);
});
