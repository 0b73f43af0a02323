/** A short word with the blank before it, a run of blanks, or any other character. Not a real tokenizer, but as stable. */
const TOKEN = / ?[A-Za-z0-9]{1,8}|\s+|[^A-Za-z0-9\s]/gu;

/** The tokens of a text, one after the other, without holding them all. */
export function* splitTokens(text: string): Generator<string, void> {
  for (const [token] of text.matchAll(TOKEN)) yield token;
}

export function countTokens(text: string): number {
  return text.match(TOKEN)?.length ?? 0;
}
