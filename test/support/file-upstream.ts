import { createServer, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listenOnLoopback } from './loopback-server.js';
import { DONE_EVENT, FINISH_EVENT, openingEvent } from './raw-upstream.js';

/** An OpenAI-compatible server that keeps every upload, gives out what a test says for each, and answers chats. */
export interface FileUpstream {
  readonly baseUrl: string;
  /** Of chat requests, oldest first. */
  readonly chats: readonly { readonly messages: readonly { readonly content: unknown }[] }[];
  /** The answers to GET /files/{id}/content. */
  readonly contents: Map<string, RequestListener>;
  stop(): Promise<void>;
}

export async function startFileUpstream(): Promise<FileUpstream> {
  const chats: FileUpstream['chats'][number][] = [];
  const contents = new Map<string, RequestListener>();
  let uploads = 0;
  const listener: RequestListener = (request, response) => {
    const { method, url = '' } = request;
    const content = contents.get(/\/files\/([\w-]+)\/content$/.exec(url)?.[1] ?? '');
    response.setHeader('content-type', 'application/json');
    if (content !== undefined) {
      content(request, response);
    } else if (method === 'GET') {
      response.writeHead(url.endsWith('/models') ? 200 : 404).end('{"data":[{"id":"model-a"}]}');
    } else {
      const answer = (body: Buffer): void => {
        if (url.endsWith('/files')) {
          uploads += 1;
          const filename = /filename="([^"]*)"/.exec(body.toString('latin1'))?.[1] ?? '';
          const file = { object: 'file', created_at: 1, bytes: body.length, filename, purpose: 'user_data' };
          response.end(JSON.stringify({ id: `file-${uploads}`, ...file }));
          return;
        }
        chats.push(JSON.parse(body.toString()) as FileUpstream['chats'][number]);
        response.setHeader('content-type', 'text/event-stream');
        response.end(openingEvent('Read.') + FINISH_EVENT + DONE_EVENT);
      };
      buffer(request).then(answer, () => response.destroy());
    }
  };
  const { port, stop } = await listenOnLoopback(createServer(listener));
  return { baseUrl: `http://127.0.0.1:${port}/v1`, chats, contents, stop };
}
