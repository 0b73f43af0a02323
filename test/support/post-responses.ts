import { checkResponseStream, type ResponseReport } from './responses-grammar.js';

export type Members = Readonly<Record<string, unknown>>;

export interface ResponsesReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of the text as JSON. */
  readonly json: Members;
}

/** POSTs a Responses request and reads the whole answer. */
export async function postResponses(origin: string, fields: Members): Promise<ResponsesReply> {
  const response = await fetch(`${origin}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'qwen-plus', input: 'Hello', ...fields }),
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
export async function streamResponses(
  origin: string,
  fields: Members,
): Promise<ResponseReport & { readonly text: string; readonly headers: Headers }> {
  const { text, headers } = await postResponses(origin, { stream: true, ...fields });
  return { ...checkResponseStream(text), text, headers };
}

/** A prompt that also tells the simulator how to answer. */
export function ask(directive: Members, text = 'Hello'): string {
  return `${text} [[sim:${JSON.stringify(directive)}]]`;
}

export function outputOf(response: Members): readonly Members[] {
  return response.output as readonly Members[];
}

/** The items of one type. */
export function itemsOf(response: Members, type: string): readonly Members[] {
  return outputOf(response).filter((item) => item.type === type);
}

/** The data of each event of a type. */
export function eventsOf(text: string, type: string): readonly Members[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith(`event: ${type}\n`))
    .map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as Members);
}
