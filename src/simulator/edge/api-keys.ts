/** How the key of a request is judged by its beginning, the first match deciding. Any other key is good. */
const REFUSED_KEYS: readonly { readonly prefix: string; readonly because: string }[] = [
  { prefix: 'sk-bad', because: 'wrong' },
  { prefix: 'sk-invalid', because: 'wrong' },
  // A key of another region or plan gets the very same answer as a wrong one, which is the point of having these.
  { prefix: 'sk-singapore', because: 'of another region; this is Beijing' },
  { prefix: 'sk-virginia', because: 'of another region; this is Beijing' },
  { prefix: 'sk-sp-', because: 'of the Coding Plan' },
];

export function isRefusedKey(key: string): boolean {
  return REFUSED_KEYS.some(({ prefix }) => key.startsWith(prefix));
}
