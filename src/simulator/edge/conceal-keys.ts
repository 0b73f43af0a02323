const KEY_HEADERS = new Set(['authorization', 'x-api-key']);
const VISIBLE_KEY_CHARACTERS = 4;

/** The headers, with only the end of each key. */
export function concealKeys(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, conceal(name, value)]));
}

/** Raw headers as pairs of name and value, with only the end of each key. */
export function concealPairs(raw: readonly string[]): readonly (readonly [string, string])[] {
  const names = raw.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name, conceal(name.toLowerCase(), raw[index * 2 + 1] ?? '')]);
}

function conceal<Value>(name: string, value: Value): Value | string {
  if (typeof value !== 'string' || !KEY_HEADERS.has(name)) return value;
  return value.slice(-VISIBLE_KEY_CHARACTERS);
}
