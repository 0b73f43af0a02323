import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';
import { openStore } from '../../src/store/open-store.js';
import type { StoreDriver } from '../../src/store/store-driver.js';
import { type FileUpstream, startFileUpstream } from '../support/file-upstream.js';
import { type ManagedGateway, startGateway } from '../support/managed-gateway.js';
import { type Members, postResponses, type ResponsesReply } from '../support/post-responses.js';
import { until } from '../support/until.js';
import { LOCKED, writePdf } from '../support/write-pdf.js';
import { writeConfigFile } from '../support/write-config-file.js';

const MEGABYTE = 1024 * 1024;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const url = `sqlite:${join(createEmptyDirectory(), 'gateway.db')}`;
let upstream: FileUpstream;
let gateway: ManagedGateway;
let client: OpenAI;
let store: StoreDriver;

beforeAll(async () => {
  upstream = await startFileUpstream();
  gateway = await startGateway({
    DATABASE_URL: url,
    FILE_INPUT_TIMEOUT_MS: '4000',
    FILE_INPUT_MAX_BYTES: String(MEGABYTE),
    CONFIG_FILE: writeConfigFile(
      'providers:',
      `  local: { type: openai-compatible, base_url: "${upstream.baseUrl}", api_key: none }`,
    ),
  });
  await gateway.waitForReady();
  client = new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
  store = await openStore(url);
});
beforeEach(() => {
  (upstream.chats as unknown[]).length = 0;
});
afterAll(async () => {
  await store.close();
  await gateway.stop();
  await upstream.stop();
});

/** An upload whose content the upstream gives out like this. */
async function upload(name: string, content: Buffer | RequestListener): Promise<string> {
  const file = new File([Buffer.isBuffer(content) ? content : 'x'], name);
  const { id } = await client.files.create({ file, purpose: 'user_data' });
  upstream.contents.set(
    id,
    Buffer.isBuffer(content) ? (_request, response) => response.end(content) : content,
  );
  return id;
}

const send = (part: Members, fields: Members = {}): Promise<ResponsesReply> =>
  postResponses(gateway.origin, { model: 'model-a', input: [{ role: 'user', content: [part] }], ...fields });
const sendData = (bytes: Buffer, type = 'application/pdf'): Promise<ResponsesReply> =>
  send({
    type: 'input_file',
    filename: 'a.pdf',
    file_data: `data:${type};base64,${bytes.toString('base64')}`,
  });

/** What the model was given. */
const given = (): unknown => upstream.chats.at(-1)?.messages[0]?.content;

async function expectRefusal(reply: Promise<ResponsesReply>, error: Members): Promise<void> {
  const { status, json } = await reply;
  expect([status, json.error]).toMatchObject([
    error.status ?? 400,
    { code: 'unsupported_file', ...withoutStatus(error) },
  ]);
  expect(upstream.chats).toEqual([]);
}

const withoutStatus = ({ status: _status, ...error }: Members): Members => error;

describe("a file of one's own", () => {
  it('is its text where the client names it by id, and stays that in the stored input', async () => {
    const file_id = await upload('notes.txt', Buffer.from('Grüße'));
    const { status, json } = await send({ type: 'input_file', file_id });
    expect([status, given()]).toEqual([200, '<file name="notes.txt">\nGrüße\n</file>']);

    upstream.contents.delete(file_id);
    const next = await postResponses(gateway.origin, {
      model: 'model-a',
      input: 'Again',
      previous_response_id: json.id,
    });
    expect(next.status).toBe(200);
    expect(given()).toBe('<file name="notes.txt">\nGrüße\n</file>');
  });

  it('is the text of each page of a PDF that has text', async () => {
    const file_id = await upload('a.pdf', writePdf([['First page,', 'second line'], [], ['Third page']]));
    await send({ type: 'input_file', file_id });
    expect(given()).toBe('<file name="a.pdf">\nFirst page,\nsecond line\n\nThird page\n</file>');
  });

  it('is a data URL where it is an image, also in the output of a tool', async () => {
    const file_id = await upload('a.png', PNG);
    await send({ type: 'input_image', file_id });
    const image = {
      type: 'image_url',
      image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` },
    };
    expect(given()).toEqual([image]);

    await postResponses(gateway.origin, {
      model: 'model-a',
      input: [
        { type: 'function_call', call_id: 'call_1', name: 'see', arguments: '{}' },
        { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_image', file_id }] },
      ],
      tools: [{ type: 'function', name: 'see', parameters: {} }],
    });
    expect(upstream.chats.at(-1)?.messages.at(-1)?.content).toEqual([image]);
  });

  it('can stand among the items of a conversation', async () => {
    const file_id = await upload('b.txt', Buffer.from('later'));
    const content = [{ type: 'input_file' as const, file_id }];
    const { id } = await client.conversations.create({ items: [{ role: 'user', content }] });
    await postResponses(gateway.origin, { model: 'model-a', input: 'Hi', conversation: id });
    expect(given()).toBe('<file name="b.txt">\nlater\n</file>');
  });

  it('counts as input tokens', async () => {
    const file_id = await upload('c.txt', Buffer.from('word '.repeat(1_000)));
    const { input_tokens } = await client.responses.inputTokens.count({
      model: 'model-a',
      input: [{ role: 'user', content: [{ type: 'input_file', file_id }] }],
    });
    expect(input_tokens).toBeGreaterThan(800);
  });

  it.each(['input_file', 'input_image'])(
    'is a 404 as %s where another team has it, or nobody',
    async (type) => {
      const file_id = await upload('theirs.txt', Buffer.from('secret'));
      await store.db.updateTable('files').set({ team: 'others' }).where('id', '=', file_id).execute();
      upstream.contents.set('file-outside', (_request, response) => response.end('made elsewhere'));
      for (const id of [file_id, 'file-nobody', 'file-outside', '../models', '']) {
        await expectRefusal(send({ type, file_id: id }), {
          status: 404,
          code: 'not_found',
          param: 'input[0].content[0].file_id',
        });
      }
    },
  );

  it('is refused where it is too large, wherever that shows', async () => {
    const error = {
      param: 'input[0].content[0].file_id',
      message: expect.stringMatching(/larger than/) as string,
    };
    const said = await upload('a.txt', Buffer.alloc(2 * MEGABYTE, 'a'));
    await expectRefusal(send({ type: 'input_file', file_id: said }), error);

    const grown = await upload('b.txt', (_request, response) =>
      response.end(Buffer.alloc(60 * MEGABYTE, 'a')),
    );
    await expectRefusal(send({ type: 'input_file', file_id: grown }), error);

    const half = await upload('c.txt', Buffer.alloc(0.6 * MEGABYTE, 'a'));
    const parts = [half, half].map((file_id) => ({ type: 'input_file', file_id }));
    const both = postResponses(gateway.origin, {
      model: 'model-a',
      input: [{ role: 'user', content: parts }],
    });
    await expectRefusal(both, { ...error, param: 'input[0].content[1].file_id' });
  });

  it('is refused where the upstream does not give it out, breaks off, or is too slow', async () => {
    const param = 'input[0].content[0].file_id';
    const kept = await upload('a.txt', (_request, response) =>
      response.writeHead(400).end('{"error":{"message":"Files with this purpose cannot be downloaded."}}'),
    );
    await expectRefusal(send({ type: 'input_file', file_id: kept }), {
      param,
      message: expect.stringMatching(/send it as data/) as string,
    });
    const cut = await upload('b.txt', (_request, response) => {
      response.write('a', () => response.destroy());
    });
    await expectRefusal(send({ type: 'input_file', file_id: cut }), {
      status: 502,
      code: 'upstream_error',
      param,
    });
    const silences: readonly RequestListener[] = [
      () => undefined,
      (_request, response) => response.write('a'),
    ];
    await Promise.all(
      silences.map(async (silence) => {
        const slow = await upload('c.txt', silence);
        const error = { status: 504, code: 'upstream_timeout', param };
        await expectRefusal(send({ type: 'input_file', file_id: slow }), error);
      }),
    );
  });

  it('is no longer read when the client has left', async () => {
    let isClosed = false;
    let isAsked = false;
    const file_id = await upload('a.txt', (_request, response) => {
      isAsked = true;
      response.once('close', () => {
        isClosed = true;
      });
    });
    const leaving = new AbortController();
    const answer = fetch(`${gateway.origin}/v1/responses`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'model-a',
        input: [{ role: 'user', content: [{ type: 'input_file', file_id }] }],
      }),
      signal: leaving.signal,
    });
    await until(() => isAsked);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await until(() => isClosed);
  });
});

describe('a file in the request', () => {
  it('is the text of a PDF', async () => {
    await sendData(writePdf([['Hello']]));
    expect(given()).toBe('<file name="a.pdf">\nHello\n</file>');
  });

  it('is explained like that, without asking an upstream for those named by id', async () => {
    const explain = (part: Members): Promise<Response> =>
      fetch(`${gateway.origin}/v1/explain`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          endpoint: 'responses',
          model: 'model-a',
          input: [{ role: 'user', content: [part] }],
        }),
      });
    const file_data = writePdf([['Hello']]).toString('base64');
    expect(await (await explain({ type: 'input_file', file_data })).json()).toMatchObject({
      requests: [{ body: { messages: [{ content: '<file>\nHello\n</file>' }] } }],
    });
    expect(await (await explain({ type: 'input_file', file_id: 'file-1' })).json()).toMatchObject({
      error: { code: 'unsupported_file', param: 'input[0].content[0].file_id' },
    });
    expect(upstream.chats).toEqual([]);
  });

  const pages = (count: number): Buffer => writePdf(Array.from({ length: count }, () => ['a']));
  it.each([
    ['is locked', writePdf([['secret']], LOCKED), /password/],
    ['has no text', writePdf([[], []]), /no text/],
    ['is empty', Buffer.alloc(0), /empty/],
    ['is broken', Buffer.from('%PDF-1.7\nno objects at all'), /damaged/],
    ['breaks off', writePdf([['Hello']]).subarray(0, 200), /damaged/],
    ['has too many pages', pages(1_001), /1001 pages/],
    ['is larger than the files of a request may be', Buffer.alloc(1.1 * MEGABYTE, '%PDF-'), /1048576 bytes/],
    ['is an image', PNG, /image/],
  ])('is refused where it %s', async (_name, bytes, message) => {
    await expectRefusal(sendData(bytes), {
      param: 'input[0].content[0]',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    ['unfolds without end', deflateSync(Buffer.alloc(200 * MEGABYTE, ' ')), /damaged|longer than 4000 ms/],
    ['takes too long', deflateSync(Buffer.alloc(60 * MEGABYTE, '(a) Tj ')), /longer than 4000 ms/],
  ])('is refused where it %s, and holds nobody else up meanwhile', async (_name, page, message) => {
    const over = new AbortController();
    const refusal = expectRefusal(sendData(writePdf([page])), {
      param: 'input[0].content[0]',
      message: expect.stringMatching(message) as string,
    }).finally(() => {
      over.abort();
    });
    const waits: number[] = [];
    while (!over.signal.aborted) {
      const start = performance.now();
      await fetch(`${gateway.origin}/health/live`);
      waits.push(performance.now() - start);
    }
    await refusal;
    waits.sort((a, b) => a - b);
    expect(waits.length).toBeGreaterThan(10);
    expect(waits[Math.floor(waits.length / 2)]).toBeLessThan(50);
  });
});
