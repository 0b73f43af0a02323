import { fieldRule } from './field-rule.js';

const LONGEST = 100;
/** Control characters, invisible and reversing ones, line breaks, and what has no meaning yet. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;
const FIRST = /^[\p{L}\p{N}]/u;
const LATIN = /\p{Script=Latin}/u;
/** Alphabets with letters that look like Latin ones. */
const LOOK_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

/** A name that a person reads: nothing in it that cannot be seen, that runs somewhere, or that passes for another name. */
export const IsName = fieldRule('isName', (value, field) => {
  if (typeof value !== 'string' || value.length > LONGEST) {
    return `${field} must be a text of 1 to ${LONGEST} characters`;
  }
  if (!FIRST.test(value)) return `${field} must begin with a letter or a digit`;
  if (UNSEEN.test(value)) return `${field} must have no control characters and none that cannot be seen`;
  if (value !== value.normalize('NFKC').trim()) return `${field} must be written in plain letters (NFKC)`;
  const mixed = value.split(/\s+/).find((word) => LATIN.test(word) && LOOK_ALIKE.test(word));
  return mixed === undefined ? undefined : `${field} must not mix alphabets that look alike within a word`;
});
