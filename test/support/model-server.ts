import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** An OpenAI-compatible server on loopback that says what models it has as a test wants, and answers every chat. */
export interface ModelServer {
  readonly baseUrl: string;
  /** Of chat requests, oldest first. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  /** How often it was asked for its models. */
  readonly timesAsked: number;
  /** Answers GET /models from now on; a list of ids is an answer, too. */
  readonly answerModels: (answer: readonly string[] | ((response: ServerResponse) => unknown)) => void;
  readonly stop: () => Promise<void>;
}

export async function startModelServer(...ids: readonly string[]): Promise<ModelServer> {
  let answer = listOf(ids);
  let timesAsked = 0;
  const bodies: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.method === 'GET') {
      timesAsked += 1;
      answer(response);
      return;
    }
    const answerChat = (body: unknown): void => {
      bodies.push(body as Record<string, unknown>);
      const choice = { index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' };
      response.end(JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion', choices: [choice] }));
    };
    json(request).then(answerChat, () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    bodies,
    get timesAsked() {
      return timesAsked;
    },
    answerModels: (next) => {
      answer = typeof next === 'function' ? next : listOf(next);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listOf(ids: readonly string[]): (response: ServerResponse) => unknown {
  const data = ids.map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'somebody' }));
  return (response) => response.end(JSON.stringify({ object: 'list', data }));
}
