import { Agent, type IncomingMessage, request as startRequest } from 'node:http';

/** A chat request that needs no more than what a test is about. */
export function chatBody(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { model: 'qwen-plus', messages: [{ role: 'user', content: 'Hello' }], ...fields };
}

/** POSTs a chat request and reads the whole answer. */
export async function postChat(
  origin: string,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<ChatReply> {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parseJson(text) };
}

export interface ChatReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the text is no JSON object. */
  readonly json: JsonObject | undefined;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** A streamed answer that is read at the pace of the test. */
export interface ChatStream {
  readonly response: IncomingMessage;
  /** Resolves with the next event or comment, its empty line included; undefined after the last. */
  next(): Promise<string | undefined>;
  /** Resolves with everything that is left. */
  rest(): Promise<readonly string[]>;
  leave(): void;
}

/** Asks for a stream, on a connection of its own; resolves when the headers are there. */
export async function openChatStream(
  origin: string,
  fields: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<ChatStream> {
  const { response } = await startChat(origin, { stream: true, ...fields }, headers).answered;
  const events = splitEvents(response);
  return {
    response,
    next: async () => {
      const { value, done } = await events.next();
      return done === true ? undefined : value;
    },
    rest: () => collect(events),
    leave: () => response.destroy(),
  };
}

/** A request that has been sent and may be left at any time. */
export interface StartedChat {
  /** Rejects where the connection is gone before the headers of an answer came. */
  readonly answered: Promise<{ readonly response: IncomingMessage }>;
  leave(): void;
}

export function startChat(
  origin: string,
  fields: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): StartedChat {
  const agent = new Agent({ keepAlive: false });
  const request = startRequest(`${origin}/v1/chat/completions`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', ...headers },
  });
  const answered = new Promise<{ response: IncomingMessage }>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      resolve({ response });
    });
  });
  // A test that leaves does not look at this.
  answered.catch(() => undefined);
  request.end(JSON.stringify(chatBody(fields)));
  return { answered, leave: () => request.destroy() };
}

/** The data texts of an event stream's text. */
export function readData(text: string): readonly string[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice('data: '.length));
}

export function parseJson(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

async function* splitEvents(response: IncomingMessage): AsyncGenerator<string, void> {
  response.setEncoding('utf8');
  let text = '';
  for await (const piece of response) {
    text += String(piece);
    const events = text.split(/(?<=\n\n)/);
    text = events.at(-1)?.endsWith('\n\n') === true ? '' : (events.pop() ?? '');
    yield* events;
  }
  if (text !== '') yield text;
}

async function collect<Value>(values: AsyncGenerator<Value, void>): Promise<readonly Value[]> {
  const collected: Value[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}
