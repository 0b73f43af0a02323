import type { RawExchange } from './raw-upstream.js';

/** How many numbers the vectors of `vectorOf` have. */
const LENGTH = 16;

/** A text's vector, the same each time; numbers that float32 cannot hold exactly among them. */
export function vectorOf(text: string): readonly number[] {
  const seed = Buffer.from(text).reduce((sum, byte) => (sum * 31 + byte) % 9973, 7);
  return Array.from({ length: LENGTH }, (_, at) => Math.sin(seed + at) / 3);
}

export function rowsOf({ body }: RawExchange): readonly string[] {
  return typeof body.input === 'string' ? [body.input] : (body.input as readonly string[]);
}

/** Answers as Model Studio does, one token a row. */
export function answerEmbeddings(exchange: RawExchange): void {
  const rows = rowsOf(exchange);
  const data = rows.map((text, index) => ({ embedding: vectorOf(text), index, object: 'embedding' }));
  const usage = { prompt_tokens: rows.length, total_tokens: rows.length };
  sendText(
    exchange,
    JSON.stringify({ data, model: exchange.body.model, object: 'list', usage, id: 'upstream-1' }),
  );
}

export function sendText({ response }: RawExchange, text: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'upstream-1' }).end(text);
}

/** Refuses as Model Studio's embeddings do, with a code that its chat does not have. */
export function refuseEmbeddings(exchange: RawExchange, message: string): void {
  const error = { code: 'InvalidParameter', param: null, message, type: 'InvalidParameter' };
  sendText(exchange, JSON.stringify({ error, id: 'upstream-2', request_id: 'upstream-2' }), 400);
}
