/** Names are lower case. */
export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

export function firstHeader(headers: ResponseHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function isEventStream(headers: ResponseHeaders): boolean {
  return firstHeader(headers, 'content-type')?.toLowerCase().startsWith('text/event-stream') ?? false;
}

/** Whether the connection lives on after the answer: the answer tells its end, and does not announce another. */
export function keepsConnection(headers: ResponseHeaders): boolean {
  const hasEnd = headers['transfer-encoding'] !== undefined || headers['content-length'] !== undefined;
  return hasEnd && !/\bclose\b/i.test(firstHeader(headers, 'connection') ?? '');
}
