import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI, { BadRequestError, NotFoundError, toFile } from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';
import { batchLine, batchLines } from '../support/batch-lines.js';
import { useGatewayAndTwoSimulators } from '../support/gateway-and-two-simulators.js';
import { type Answer, sendRequest } from '../support/http-request.js';
import type { ManagedSimulator } from '../support/managed-simulator.js';

const running = useGatewayAndTwoSimulators();
let client: OpenAI;

beforeAll(() => {
  client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
});

/** What an upload's form had in it, as the simulator saw it. */
async function lastForm(simulator: ManagedSimulator): Promise<readonly Record<string, unknown>[]> {
  const { body } = await simulator.waitForRequest(
    ({ method, path }) => method === 'POST' && path.endsWith('/files'),
  );
  return body.multipart as readonly Record<string, unknown>[];
}

async function countFiles({ baseUrl }: ManagedSimulator, key: string): Promise<number> {
  const answer = await fetch(`${baseUrl}/files`, { headers: { authorization: `Bearer ${key}` } });
  return ((await answer.json()) as { data: unknown[] }).data.length;
}

const countFirst = (): Promise<number> => countFiles(running.first, 'sk-test-upstream');

interface Part {
  readonly name: string;
  readonly value: string;
  readonly filename?: string;
}

const BOUNDARY = 'test-boundary';

function renderForm(parts: readonly Part[]): string {
  const rendered = parts.map(({ name, value, filename }) => {
    const suffix = filename === undefined ? '' : `; filename="${filename}"`;
    return `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${suffix}\r\n\r\n${value}\r\n`;
  });
  return `${rendered.join('')}--${BOUNDARY}--\r\n`;
}

function post(body: string, contentType = `multipart/form-data; boundary=${BOUNDARY}`): Promise<Answer> {
  const headers = { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) };
  return sendRequest(`${running.gateway.origin}/v1/files`, { method: 'POST', headers, body });
}

const PURPOSE = { name: 'purpose', value: 'file-extract' };
const FILE = { name: 'file', value: 'some text', filename: 'a.txt' };

describe('the official library', () => {
  it('uploads a stream from the disk, reads it again and deletes it', async () => {
    const path = join(createEmptyDirectory(), 'input.jsonl');
    writeFileSync(path, batchLines(3));
    const file = await client.files.create({ file: createReadStream(path), purpose: 'batch' });
    expect(file).toMatchObject({
      object: 'file',
      filename: 'input.jsonl',
      purpose: 'batch',
      provider: 'bailian',
    });
    expect(file.bytes).toBe(Buffer.byteLength(batchLines(3)));
    expect(await client.files.retrieve(file.id)).toEqual(file);
    expect(await client.files.delete(file.id)).toEqual({ id: file.id, object: 'file', deleted: true });
    await expect(client.files.retrieve(file.id)).rejects.toThrow(NotFoundError);
  });

  it('uploads a file from memory', async () => {
    const file = await client.files.create({
      file: await toFile(Buffer.from('hello'), 'naïve 名.txt'),
      purpose: 'file-extract' as 'batch',
    });
    expect(file).toMatchObject({ bytes: 5, filename: 'naïve 名.txt' });
    await client.files.delete(file.id);
  });

  it('pages through the files of two instances as one list', async () => {
    const uploads = ['bailian', 'bailian-east', 'bailian', 'bailian-east', 'bailian'].map((provider, index) =>
      client.files.create(
        { file: new File([`text ${index}`], `${index}.txt`), purpose: 'file-extract' as 'batch' },
        { query: { provider } },
      ),
    );
    const ids = (await Promise.all(uploads)).map(({ id }) => id).sort();
    for (const order of ['desc', 'asc'] as const) {
      const listed: OpenAI.FileObject[] = [];
      for await (const file of client.files.list({ limit: 2, order })) listed.push(file);
      expect(listed.map(({ id }) => id).sort()).toEqual(ids);
      const times = listed.map(({ created_at: time }) => (order === 'asc' ? time : -time));
      expect(times).toEqual([...times].sort((one, other) => one - other));
    }
    const page = await client.files.list({ limit: 2 });
    expect(page).toMatchObject({ has_more: true });
    const { data } = await client.files.list({}, { query: { provider: 'bailian-east' } });
    expect(data).toHaveLength(2);
    await Promise.all(ids.map((id) => client.files.delete(id)));
    expect((await client.files.list()).data).toEqual([]);
  });

  it('is told about a cursor that is none', async () => {
    await expect(client.files.list({ after: 'file-none' })).rejects.toThrow(BadRequestError);
    await expect(client.files.list({ limit: 0 })).rejects.toThrow('limit must be');
  });
});

describe('an upload', () => {
  it('streams through where the purpose came first', async () => {
    expect(await post(renderForm([PURPOSE, { name: 'expires', value: '3' }, FILE]))).toMatchObject({
      status: 200,
    });
    const { headers } = await running.first.waitForRequest(({ method }) => method === 'POST');
    expect(headers['transfer-encoding']).toBe('chunked');
    expect(await lastForm(running.first)).toMatchObject([PURPOSE, { name: 'expires' }, { bytes: 9 }]);
  });

  it('waits for a purpose that comes later, and is sent with its length', async () => {
    expect(await post(renderForm([FILE, PURPOSE]))).toMatchObject({ status: 200 });
    const { headers } = await running.first.waitForRequest(({ method }) => method === 'POST');
    expect(Number(headers['content-length'])).toBeGreaterThan(9);
  });

  it('goes to the instance that the form names', async () => {
    const answer = await post(renderForm([{ name: 'provider', value: 'bailian-east' }, PURPOSE, FILE]));
    expect(answer.headers['x-gateway-provider']).toBe('bailian-east');
    expect(await lastForm(running.second)).toMatchObject([PURPOSE, { filename: 'a.txt' }]);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\\\dir\\\\x.txt', 'x.txt'],
    ['say \\"hi\\".txt', 'say %22hi%22.txt'],
    ['..', 'file'],
  ])('makes the file name %s harmless', async (filename, expected) => {
    expect(await post(renderForm([PURPOSE, { ...FILE, filename }]))).toMatchObject({ status: 200 });
    expect((await lastForm(running.first))[1]).toMatchObject({ filename: expected });
  });

  it.each<[string, readonly Part[], string]>([
    ['no file', [PURPOSE], 'There is no file'],
    ['two files', [PURPOSE, FILE, FILE], 'two files'],
    ['two files, first', [FILE, FILE, PURPOSE], 'two files'],
    ['a field instead of a file', [PURPOSE, { name: 'file', value: 'x' }], 'file must be a file'],
    ['a file by another name', [PURPOSE, { ...FILE, name: 'data' }], 'must be named file'],
    ['an empty file', [PURPOSE, { ...FILE, value: '' }], 'The file is empty'],
    ['an empty file, first', [{ ...FILE, value: '' }, PURPOSE], 'The file is empty'],
    ['no purpose', [FILE], 'It may be file-extract, batch, fine-tune'],
    ['an unknown purpose', [{ ...PURPOSE, value: 'vision' }, FILE], 'no purpose \\"vision\\"'],
    [
      'a provider that comes late',
      [PURPOSE, FILE, { name: 'provider', value: 'bailian-east' }],
      'before the file',
    ],
    [
      'a bad line',
      [
        { name: 'purpose', value: 'batch' },
        { ...FILE, value: '{}' },
      ],
      'line 1: has no custom_id',
    ],
  ])('with %s is refused, and leaves nothing upstream', async (_case, parts, message) => {
    const before = await countFirst();
    const answer = await post(renderForm(parts));
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining(message) as string });
    expect(await countFirst()).toBe(before);
  });

  it.each([
    ['multipart/form-data', 'with a boundary'],
    ['application/json', 'multipart/form-data'],
  ])('as %s is refused', async (type, message) => {
    const answer = await post(type === 'application/json' ? '{}' : renderForm([PURPOSE, FILE]), type);
    expect(answer).toMatchObject({
      status: 400,
      error: { message: expect.stringContaining(message) as string },
    });
  });

  it('that breaks off leaves nothing upstream', async () => {
    const before = await countFirst();
    for (const parts of [
      [PURPOSE, { ...FILE, value: 'x'.repeat(300_000) }],
      [{ ...FILE, value: 'x'.repeat(300_000) }, PURPOSE],
    ]) {
      const whole = renderForm(parts);
      const answer = sendRequest(`${running.gateway.origin}/v1/files`, {
        method: 'POST',
        headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': '999999' },
        body: (request) => {
          request.write(whole.slice(0, -30), () => {
            request.destroy();
          });
        },
      });
      await expect(answer).rejects.toThrow();
    }
    const cut = await post(renderForm([PURPOSE, FILE]).slice(0, -5));
    expect(cut).toMatchObject({
      status: 400,
      error: { message: expect.stringContaining('cannot be read') as string },
    });
    expect(await countFirst()).toBe(before);
  });

  it('that is too large is refused at once', async () => {
    const answer = await sendRequest(`${running.gateway.origin}/v1/files`, {
      method: 'POST',
      headers: {
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'content-length': String(600 * 1024 * 1024),
      },
      body: (request) => request.write(renderForm([PURPOSE, FILE])),
    });
    expect(answer).toMatchObject({ status: 413, error: { param: 'file' } });
  });
});

describe('a batch file', () => {
  const upload = (text: string, query: Record<string, string> = {}) =>
    client.files.create({ file: new File([text], 'b.jsonl'), purpose: 'batch' }, { query });

  it('goes to the instance of its model, under the name that is known there', async () => {
    const file = await upload(
      `${batchLine('a', { model: 'fast', max_tokens: 5 })}\r\n\r\n${batchLine('b', { model: 'bailian-east/qwen-flash' })}`,
    );
    const expected =
      `${batchLine('a', { model: 'qwen-flash', max_completion_tokens: 5 })}\r\n\r\n` +
      batchLine('b', { model: 'qwen-flash' });
    expect(file).toMatchObject({ provider: 'bailian-east', bytes: Buffer.byteLength(expected) });
  });

  it.each<[string, readonly string[], string]>([
    ['two models', [batchLine('a'), batchLine('b', { model: 'qwen-flash' })], 'line 2: has the model'],
    [
      'two providers',
      [batchLine('a'), batchLine('b', { model: 'fast' })],
      'line 2: has a model of bailian-east',
    ],
    ['an unknown model', [batchLine('a', { model: 'qwen-plu' })], 'Did you mean'],
    ['an id twice', [batchLine('a'), batchLine('a')], 'line 2: has the custom_id of line 1'],
    ['no JSON', [batchLine('a'), '{'], 'line 2: is not JSON'],
    ['two urls', [batchLine('a'), batchLine('b', {}, '/v1/embeddings')], 'line 2: has the url'],
    ['an unknown url', [batchLine('a', {}, '/v1/x')], 'line 1: has a url that is none of'],
    ['nothing but blank lines', ['', ' '], 'There are no requests'],
  ])('with %s is refused', async (_case, lines, message) => {
    await expect(upload(lines.join('\n'))).rejects.toThrow(message);
  });

  it('for another instance than its model is refused', async () => {
    await expect(upload(batchLine('a', { model: 'fast' }), { provider: 'bailian' })).rejects.toThrow(
      'is one of bailian-east, not of bailian',
    );
  });
});
