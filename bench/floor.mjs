// The least that a gateway can do: read the request, rename max_tokens, forward; parse and write anew a plain answer, pipe a
// stream, and both ways what is passed through. Every figure of the benchmark is a multiple of this. Usage: node bench/floor.mjs <origin of the upstream>
import { createServer } from 'node:http';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2], { connections: 256 });
const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer sk-floor' };

function forward(path, body, response) {
  const request = JSON.parse(body);
  if (request.max_tokens !== undefined) {
    request.max_completion_tokens ??= request.max_tokens;
    delete request.max_tokens;
  }
  pool.dispatch(
    { method: 'POST', path, headers: HEADERS, body: JSON.stringify(request) },
    request.stream ? new StreamPipe(response) : new PlainAnswer(response),
  );
}

/** The request's and the answer's bytes as they come. */
function passThrough(request, response) {
  pool.dispatch(
    {
      method: request.method,
      path: request.url.replace('/p/bailian', ''),
      headers: {
        'content-type': request.headers['content-type'],
        'content-length': request.headers['content-length'],
        authorization: HEADERS.authorization,
      },
      body: request,
    },
    new AnswerPipe(response),
  );
}

/** Handlers use undici's older callback names, which it calls without a wrapper. */
class StreamPipe {
  constructor(response) {
    this.response = response;
  }

  onConnect(abort) {
    this.response.once('close', abort);
  }

  onHeaders(status, headers, resume) {
    this.response.writeHead(status, { 'content-type': 'text/event-stream' });
    this.response.on('drain', resume);
    return true;
  }

  onData(bytes) {
    return this.response.write(bytes);
  }

  onComplete() {
    this.response.end();
  }

  onError() {
    this.response.destroy();
  }
}

class AnswerPipe extends StreamPipe {
  onHeaders(status, headers, resume) {
    this.response.writeHead(status, headers.map(String));
    this.response.on('drain', resume);
    return true;
  }
}

class PlainAnswer {
  chunks = [];

  constructor(response) {
    this.response = response;
  }

  onConnect() {}

  onHeaders(status) {
    this.status = status;
    return true;
  }

  onData(bytes) {
    this.chunks.push(bytes);
    return true;
  }

  onComplete() {
    const text = JSON.stringify(JSON.parse(Buffer.concat(this.chunks)));
    this.response.writeHead(this.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    this.response.end(text);
  }

  onError() {
    this.response.destroy();
  }
}

const server = createServer((request, response) => {
  if (request.method === 'GET') return response.end('{"status":"ok"}');
  if (request.url.startsWith('/p/')) return passThrough(request, response);
  const chunks = [];
  request.on('data', (bytes) => chunks.push(bytes));
  request.on('end', () => forward(request.url, Buffer.concat(chunks), response));
});
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
