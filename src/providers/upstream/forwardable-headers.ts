/** Headers that concern one connection, carry a credential, or say who the client is: they stay on their side. */
const KEPT_BACK = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'authorization',
  'x-api-key',
  'cookie',
  'set-cookie',
  'host',
  'forwarded',
]);
const KEPT_BACK_PREFIX = 'x-forwarded-';

type AnyHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The headers that go on to the other side, either way; names are lower case. */
export function forwardableHeaders(headers: AnyHeaders): Record<string, string | string[]> {
  const named = new Set(
    toList(headers.connection)
      .join(',')
      .split(',')
      .map((name) => name.trim().toLowerCase()),
  );
  const forwarded: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (KEPT_BACK.has(name) || name.startsWith(KEPT_BACK_PREFIX) || named.has(name)) continue;
    const values = toList(value);
    const [only] = values;
    if (only !== undefined) forwarded[name] = values.length === 1 ? only : [...values];
  }
  return forwarded;
}

function toList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
