/**
 * PostgreSQL has no NUL in text, SQLite has. Replaced in both, so that a file name with one can be kept and an id with one
 * is simply unknown.
 */
export function toStorableValue(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;
}
