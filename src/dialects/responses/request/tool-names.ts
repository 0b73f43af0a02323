import { createHash } from 'node:crypto';

const MOST_CHARACTERS = 64;
const HASH_LENGTH = 8;
/** The namespace that functions without one are in. */
const IMPLICIT = 'functions';

/**
 * The name under which a tool of a namespace goes to a chat upstream, which knows no namespaces: the same one in every
 * request, with at most 64 characters.
 */
export function flattenName(namespace: string | undefined, name: string): string {
  if (namespace === undefined || namespace === IMPLICIT) return name;
  const flat = `${namespace}__${name}`.replace(/[^A-Za-z0-9_-]/g, '_');
  return flat.length <= MOST_CHARACTERS && flat === `${namespace}__${name}`
    ? flat
    : hashName(namespace, name);
}

/** The same for a name that another tool has already. */
export function hashName(namespace: string | undefined, name: string): string {
  const whole = namespace === undefined ? name : `${namespace}__${name}`;
  const hash = createHash('sha256')
    .update(JSON.stringify([namespace ?? null, name]))
    .digest('hex');
  const kept = whole.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MOST_CHARACTERS - HASH_LENGTH - 1);
  return `${kept}_${hash.slice(0, HASH_LENGTH)}`;
}
