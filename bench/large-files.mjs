import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as openRequest } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { readCpuMicroseconds, readCurrentMemory, readPeakMemory } from './process-figures.mjs';
import { startGateway, stop } from './servers.mjs';

const MEGABYTE = 1024 * 1024;
const BYTES = 499 * MEGABYTE;
const LINES = 50_000;
const PIECE = Buffer.alloc(64 * 1024, 'The quick brown fox jumps over the lazy dog. ');
const BOUNDARY = 'large-files';
/** What each may take above the idle memory, in MiB. */
export const GROWTH_LIMIT = 150;

const CASES = [
  { name: 'upload, streamed', run: (origin) => upload(origin, ['purpose', 'file'], 'file-extract', noise) },
  {
    name: 'upload, by the disk',
    run: (origin) => upload(origin, ['file', 'purpose'], 'file-extract', noise),
  },
  { name: 'batch file, checked', run: (origin) => upload(origin, ['file', 'purpose'], 'batch', batchLines) },
  { name: 'download', run: download },
];

/** 500 MB each way: memory of the gateway above its idle memory, its CPU time, and whether every byte came as it should. */
export async function measureLargeFiles() {
  const upstream = await startFileServer();
  const results = [];
  try {
    for (const { name, run } of CASES) results.push({ name, ...(await measureCase(upstream, run)) });
  } finally {
    upstream.close();
  }
  return results;
}

async function measureCase(upstream, run) {
  const gateway = await startGateway(upstream);
  const idle = readCurrentMemory(gateway.pid);
  const cpu = readCpuMicroseconds(gateway.pid);
  const begin = performance.now();
  const received = await run(gateway.origin);
  const seconds = (performance.now() - begin) / 1000;
  const cpuSeconds = (readCpuMicroseconds(gateway.pid) - cpu) / 1e6;
  const growth = readPeakMemory(gateway.pid) - idle;
  await stop(gateway);
  const megabytes = BYTES / 1e6;
  return { idle, growth, seconds, cpuSeconds, megabytes, isOk: received && growth < GROWTH_LIMIT };
}

function* noise() {
  for (let left = BYTES; left > 0; left -= PIECE.length) {
    yield PIECE.subarray(0, Math.min(left, PIECE.length));
  }
}

/** @param cap the name of every second line's output cap */
function* batchLines(cap = 'max_tokens') {
  const content = PIECE.toString('latin1', 0, Math.floor(BYTES / LINES) - 200);
  for (let index = 0; index < LINES; index += 1) {
    const limit = index % 2 === 0 ? `,"${cap}":256` : '';
    const messages = `[{"role":"user","content":"${content}"}]`;
    yield Buffer.from(
      `{"custom_id":"request-${index}","method":"POST","url":"/v1/chat/completions",` +
        `"body":{"model":"bench-model","messages":${messages}${limit}}}\n`,
    );
  }
}

function hashOf(pieces) {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function upload({ isFileFirst, purpose, content }) {
  return async (origin) => {
    const request = openRequest(`${origin}/v1/files`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    });
    const answered = once(request, 'response');
    const parts = { purpose: () => [Buffer.from(purpose)], file: content };
    const order = isFileFirst ? ['file', 'purpose'] : ['purpose', 'file'];
    await pipeline(Readable.from(renderForm(order, parts), { objectMode: false }), request);
    const [response] = await answered;
    const text = Buffer.concat(await response.toArray()).toString();
    if (response.statusCode !== 200) throw new Error(`an upload got ${text.slice(0, 300)}`);
    return JSON.parse(text).sha256 === hashOf(content('max_completion_tokens'));
  };
}

function* renderForm(order, parts) {
  for (const name of order) {
    const suffix = name === 'file' ? '; filename="large.jsonl"' : '';
    yield Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${suffix}\r\n\r\n`);
    yield* parts[name]();
    yield Buffer.from('\r\n');
  }
  yield Buffer.from(`--${BOUNDARY}--\r\n`);
}

async function download(origin) {
  const request = openRequest(`${origin}/v1/files/file-1/content`);
  request.end();
  const [response] = await once(request, 'response');
  const hash = createHash('sha256');
  await pipeline(response, hash);
  return hash.digest('hex') === hashOf(noise());
}

/** An upstream that keeps nothing of a file but its hash. */
async function startFileServer() {
  const server = createServer((request, response) => {
    if (request.method === 'POST') receive(request, response);
    else if (request.url.endsWith('/content')) Readable.from(noise(), { objectMode: false }).pipe(response);
    else sendJson(response, { object: 'list', data: [{ id: 'bench-model', object: 'model' }] });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

function receive(request, response) {
  const form = busboy({ headers: request.headers });
  const hash = createHash('sha256');
  form.on('file', (_name, content) => content.on('data', (bytes) => hash.update(bytes)));
  form.once('close', () => {
    const file = {
      id: 'file-1',
      object: 'file',
      bytes: BYTES,
      created_at: 1,
      filename: 'x',
      purpose: 'batch',
    };
    sendJson(response, { ...file, sha256: hash.digest('hex') });
  });
  request.pipe(form);
}

function sendJson(response, body) {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}
