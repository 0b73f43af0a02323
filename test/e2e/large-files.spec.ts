import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as openRequest } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import OpenAI from 'openai';
import { expect, it, onTestFinished } from 'vitest';
import { useGatewayAndSimulator } from '../support/gateway-and-simulator.js';
import { listenOnLoopback } from '../support/loopback-server.js';
import { startGateway } from '../support/managed-gateway.js';

const MEGABYTE = 1024 * 1024;
const LINES = 50_000;
/** npm run bench -- --only large-files moves five times as much. */
const LARGE = 100 * MEGABYTE;
const GROWTH_LIMIT = 150 * MEGABYTE;
const PIECE = Buffer.alloc(64 * 1024, 'The quick brown fox jumps over the lazy dog. ');

const running = useGatewayAndSimulator();

/** Lines as they are found in the wild: numbers that JavaScript cannot hold, spaces, escapes, one of them with both names. */
function* recordedLines(isMapped: boolean): Generator<string> {
  for (let index = 0; index < LINES; index += 1) {
    const cap = index % 2 === 0 ? `, "${isMapped ? 'max_completion_tokens' : 'max_tokens'}" :  256` : '';
    const content = `Say \\"max_tokens\\": ${index} \\u4f60好`;
    yield (
      `{"custom_id": "r-${index}","method":"POST", "url":"/v1/chat/completions","body": {"model":"qwen-plus"${cap},` +
      `"seed":12345678901234567890,"messages":[{"role":"user","content":"${content}"}] }}\r\n`
    );
  }
}

function hashOf(pieces: Iterable<string | Buffer>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

it('maps max_tokens in every second of 50,000 lines, and leaves every other byte', async () => {
  const client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
  const lines = [...recordedLines(false)].join('');
  const upload = client.files.create({ file: new File([lines], 'recorded.jsonl'), purpose: 'batch' });
  const { data: file, response } = await upload.withResponse();
  expect(response.headers.get('x-gateway-adapted')).toBe('max_tokens');
  const { body } = await running.simulator.waitForRequest(({ method }) => method === 'POST');
  expect(body.multipart).toMatchObject([
    { value: 'batch' },
    { sha256: hashOf(recordedLines(true)), bytes: file.bytes },
  ]);
});

it('names one bad line in 50,000, and sends nothing', async () => {
  const client = new OpenAI({ baseURL: `${running.gateway.origin}/v1`, apiKey: 'none', maxRetries: 0 });
  const lines = [...recordedLines(false)];
  lines[31_337] = '{"custom_id": "r-x",}\n';
  const upload = client.files.create({ file: new File([lines.join('')], 'bad.jsonl'), purpose: 'batch' });
  await expect(upload).rejects.toThrow('The batch has 1 bad line: line 31338: is not JSON.');
  const requests = await running.simulator.requests();
  expect(requests.filter(({ method }) => method === 'POST')).toEqual([]);
});

function* noise(): Generator<Buffer> {
  for (let left = LARGE; left > 0; left -= PIECE.length) yield PIECE;
}

function* form(order: readonly string[]): Generator<Buffer> {
  for (const name of order) {
    const suffix = name === 'file' ? '; filename="a"' : '';
    yield Buffer.from(`--b\r\ncontent-disposition: form-data; name="${name}"${suffix}\r\n\r\n`);
    if (name === 'file') yield* noise();
    else yield Buffer.from('file-extract');
    yield Buffer.from('\r\n');
  }
  yield Buffer.from('--b--\r\n');
}

function readMemory(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}

/** An upstream that throws files away, and sends one of 100 MB. */
async function startGatewayBeforeSink() {
  const file = { id: 'file-1', object: 'file', bytes: LARGE, created_at: 1, filename: 'a', purpose: 'x' };
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/content') === true) {
      Readable.from(noise(), { objectMode: false }).pipe(response);
      return;
    }
    request.resume().once('end', () => response.end(JSON.stringify(file)));
  });
  const upstream = await listenOnLoopback(server);
  const gateway = await startGateway({
    BAILIAN_API_KEY: 'sk-test',
    BAILIAN_BASE_URL: `http://127.0.0.1:${upstream.port}/v1`,
  });
  onTestFinished(async () => {
    await gateway.stop();
    await upstream.stop();
  });
  return gateway;
}

it.each<[string, (origin: string) => Promise<unknown>]>([
  ['uploads, streamed', (origin) => send(origin, ['purpose', 'file'])],
  ['uploads, by the disk', (origin) => send(origin, ['file', 'purpose'])],
  ['downloads', (origin) => receive(origin)],
])('%s a large file in little memory', async (_case, move) => {
  const gateway = await startGatewayBeforeSink();
  const { pid } = gateway.process.child;
  writeFileSync(`/proc/${String(pid)}/clear_refs`, '5');
  const idle = readMemory(pid, 'VmRSS');
  await move(gateway.origin);
  expect(readMemory(pid, 'VmHWM') - idle).toBeLessThan(GROWTH_LIMIT);
});

async function send(origin: string, order: readonly string[]): Promise<void> {
  const request = openRequest(`${origin}/v1/files`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  });
  const status = new Promise((resolve) => {
    request.once('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
  });
  await pipeline(Readable.from(form(order), { objectMode: false }), request);
  expect(await status).toBe(200);
}

async function receive(origin: string): Promise<void> {
  const answer = await fetch(`${origin}/v1/files/file-1/content`);
  const hash = createHash('sha256');
  for await (const piece of answer.body ?? []) hash.update(piece as Uint8Array);
  expect(hash.digest('hex')).toBe(hashOf(noise()));
}
