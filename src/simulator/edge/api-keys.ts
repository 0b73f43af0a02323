/** How the key of a request is judged by its beginning, the first match deciding. */
type KeyRule = { readonly prefix: string } & (
  | { readonly because: string }
  // Files and batches belong to the account: all its keys see them, and no other key does.
  | { readonly account: string }
);

const KEY_RULES: readonly KeyRule[] = [
  { prefix: 'sk-bad', because: 'wrong' },
  { prefix: 'sk-invalid', because: 'wrong' },
  // A key of another region or plan gets the very same answer as a wrong one, which is the point of having these.
  { prefix: 'sk-singapore', because: 'of another region; this is Beijing' },
  { prefix: 'sk-virginia', because: 'of another region; this is Beijing' },
  { prefix: 'sk-sp-', because: 'of the Coding Plan' },
  { prefix: 'sk-second', account: 'second' },
  { prefix: 'sk-third', account: 'third' },
  // Any other key is good.
  { prefix: '', account: 'first' },
];

/** The account that the key belongs to; undefined for a key that is refused. */
export function findAccount(key: string): string | undefined {
  const rule = KEY_RULES.find(({ prefix }) => key.startsWith(prefix));
  return rule !== undefined && 'account' in rule ? rule.account : undefined;
}
