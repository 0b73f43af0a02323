/** Whether a text has the form of a pattern, in which `*` is any text, also none. Case counts. */
export function matchesPattern(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  let [starAt, starFrom] = [-1, 0];
  while (from < text.length) {
    if (pattern[at] === '*') {
      [starAt, starFrom] = [at, from];
      at += 1;
    } else if (pattern[at] === text[from]) {
      at += 1;
      from += 1;
    } else if (starAt >= 0) {
      // The star before takes one character more.
      starFrom += 1;
      [at, from] = [starAt + 1, starFrom];
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/**
 * Whether everything that `inner` matches, `outer` matches, too. A star of the inner pattern is a character that only a star of
 * the outer one takes, which is exact for patterns with stars alone.
 */
export function coversPattern(outer: string, inner: string): boolean {
  return matchesPattern(outer, inner);
}
