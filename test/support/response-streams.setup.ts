import { afterAll, expect } from 'vitest';
import { checkResponseStream } from './responses-grammar.js';

/**
 * Every stream of a response that reaches its end in a test, whoever asked for it by `fetch`, is held against OpenAI's contract
 * when the tests of the file are over.
 */
const problems: string[] = [];
const fetchPlainly = globalThis.fetch;

globalThis.fetch = async (...request) => {
  const answer = await fetchPlainly(...request);
  return isResponseStream(answer) ? listenTo(answer) : answer;
};

afterAll(() => {
  expect(problems).toEqual([]);
});

/** A part of a replay begins anywhere. */
function isResponseStream({ url, headers, body }: Response): boolean {
  if (body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true) return false;
  const { pathname, searchParams } = new URL(url);
  return /\/v1\/responses(\/[^/]+)?$/.test(pathname) && !searchParams.has('starting_after');
}

/** The same answer at the pace of its reader, who may also leave it. */
function listenTo(answer: Response): Response {
  const pieces: Uint8Array[] = [];
  const reader = answer.body?.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const piece = (await reader?.read())?.value as Uint8Array | undefined;
        if (piece !== undefined) {
          pieces.push(piece);
          controller.enqueue(piece);
          return;
        }
        problems.push(...checkResponseStream(Buffer.concat(pieces).toString()).problems);
        controller.close();
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  const { status, statusText, headers, url } = answer;
  return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url });
}
