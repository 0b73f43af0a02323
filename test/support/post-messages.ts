import { checkMessageStream, type MessagesReport } from './messages-grammar.js';
import type { Members } from './post-responses.js';

export interface MessagesReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of the text as JSON. */
  readonly json: Members;
}

/** POSTs a Messages request, or one to a route below, and reads the whole answer. */
export async function postMessages(origin: string, fields: Members, path = ''): Promise<MessagesReply> {
  const response = await fetch(`${origin}/v1/messages${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({
      model: 'qwen-plus',
      max_tokens: 1_000,
      messages: [{ role: 'user', content: 'Hello' }],
      ...fields,
    }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as Members;
    },
  };
}

/** The same as a stream, checked by its grammar. */
export async function streamMessages(
  origin: string,
  fields: Members,
): Promise<MessagesReport & { readonly text: string; readonly headers: Headers }> {
  const { text, headers } = await postMessages(origin, { stream: true, ...fields });
  return { ...checkMessageStream(text), text, headers };
}

export function user(content: unknown): Members {
  return { role: 'user', content };
}
