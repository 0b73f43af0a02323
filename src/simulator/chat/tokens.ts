/**
 * A word with the blank or dot before it, a digit, one or two Han characters, up to three other characters, or a run of blanks.
 * Not a real tokenizer, but as stable, and not far from what Qwen's makes of Chinese and English prose, code and JSON.
 */
const TOKEN =
  /[ .]?[A-Za-z]{1,12}|[0-9]|[\u4e00-\u6fff][\u4e00-\u9fff]?|[\u7000-\u9fff]|\n\s*|[ \t]{2,}(?=[ \t])| ?[^A-Za-z0-9\s\u4e00-\u9fff]{1,3}|\s/gu;

/** The tokens of a text, one after the other, without holding them all. */
export function* splitTokens(text: string): Generator<string, void> {
  for (const [token] of text.matchAll(TOKEN)) yield token;
}

export function countTokens(text: string): number {
  return text.match(TOKEN)?.length ?? 0;
}
