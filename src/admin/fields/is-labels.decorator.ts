import { fieldRule, isPlainObject } from './field-rule.js';

const MOST = 32;
const KEY = /^[A-Za-z0-9][\w./-]{0,62}$/;
const VALUE = /^[^\p{C}\p{Zl}\p{Zp}]{0,256}$/u;

/** Labels: short texts by short names. */
export const IsLabels = fieldRule('isLabels', (value, field) => {
  if (!isPlainObject(value)) return `${field} must be an object of texts`;
  const entries = Object.entries(value);
  if (entries.length > MOST) return `${field} must have at most ${MOST} entries`;
  if (entries.some(([key]) => !KEY.test(key))) {
    return `${field} must have names of 1 to 63 letters, digits, ".", "_", "/" or "-"`;
  }
  const isText = ([, text]: [string, unknown]): boolean => typeof text === 'string' && VALUE.test(text);
  return entries.every(isText)
    ? undefined
    : `${field} must have texts of at most 256 characters, all of which can be seen`;
});
