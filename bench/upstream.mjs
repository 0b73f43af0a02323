// A mock Model Studio that costs as little as possible. `bench_events` asks for a stream of that many events as fast as the
// reader takes them; without it a stream has 100 events that leave one by one.
import { createServer } from 'node:http';
import {
  chatAnswer,
  contentEvent,
  DONE_EVENT,
  embeddingsAnswer,
  finishEvent,
  modelList,
  passthroughAnswer,
  roleEvent,
  usageEvent,
} from './wire.mjs';

const EVENTS = 100;
const BATCH = 50;
const counters = { openStreams: 0, completedStreams: 0, closedStreams: 0 };
const JSON_HEADERS = { 'content-type': 'application/json' };
const STREAM_HEADERS = { 'content-type': 'text/event-stream;charset=UTF-8', 'x-request-id': 'bench-stream' };
const CHAT_HEADERS = { ...JSON_HEADERS, 'content-length': chatAnswer.length, 'x-request-id': 'bench-chat' };

const EMBEDDINGS_HEADERS = {
  ...JSON_HEADERS,
  'content-length': embeddingsAnswer.length,
  'x-request-id': 'bench-embeddings',
};

const PASSTHROUGH_HEADERS = {
  ...JSON_HEADERS,
  'content-length': passthroughAnswer.length,
  'x-request-id': 'bench-passthrough',
};

const contentEvents = Array.from({ length: EVENTS }, (_, index) => contentEvent(index));
const contentBatch = Buffer.concat(contentEvents.slice(0, BATCH));

function writePaced(response, tail) {
  const events = [roleEvent, ...contentEvents, finishEvent, ...tail];
  let next = 0;
  const writeOne = () => {
    if (response.destroyed) return;
    response.write(events[next]);
    next += 1;
    if (next < events.length) setImmediate(writeOne);
    else response.end();
  };
  writeOne();
}

function writeFast(response, count, tail) {
  let left = Math.ceil(count / BATCH);
  const writeOn = () => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(contentBatch)) return response.once('drain', writeOn);
    }
    response.end(Buffer.concat([finishEvent, ...tail]));
  };
  response.write(roleEvent);
  writeOn();
}

function stream(request, response) {
  counters.openStreams += 1;
  response.once('close', () => {
    counters.openStreams -= 1;
    counters[response.writableFinished ? 'completedStreams' : 'closedStreams'] += 1;
  });
  response.writeHead(200, STREAM_HEADERS);
  const tail = request.stream_options?.include_usage ? [usageEvent, DONE_EVENT] : [DONE_EVENT];
  if (request.bench_events) writeFast(response, request.bench_events, tail);
  else writePaced(response, tail);
}

function answerChat(request, response) {
  if (request.max_tokens !== undefined || request.max_completion_tokens !== 256) {
    return response.writeHead(400, JSON_HEADERS).end('{"error":{"message":"max_tokens was not mapped"}}');
  }
  if (request.stream) return stream(request, response);
  response.writeHead(200, CHAT_HEADERS).end(chatAnswer);
}

const server = createServer((request, response) => {
  if (request.url === '/counters') return response.end(JSON.stringify(counters));
  if (request.method === 'GET') return response.writeHead(200, JSON_HEADERS).end(modelList);
  const chunks = [];
  request.on('data', (bytes) => chunks.push(bytes));
  request.on('end', () => {
    if (request.url.endsWith('/chat/completions')) answerChat(JSON.parse(Buffer.concat(chunks)), response);
    else if (request.url.startsWith('/api/')) {
      response.writeHead(200, PASSTHROUGH_HEADERS).end(passthroughAnswer);
    } else response.writeHead(200, EMBEDDINGS_HEADERS).end(embeddingsAnswer);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
