import { endOfString, skipWhitespace } from '../contracts/json-members.js';

const QUOTE = 0x22;
const COLON = 0x3a;

export interface JsonInspection {
  /** The deepest nesting of objects and arrays. */
  readonly depth: number;
  /** A key of the outermost object that stands there twice, if it is one that was asked about. */
  readonly duplicateKey?: string;
}

/**
 * Looks at JSON text before it is parsed, in one pass over its bytes: JSON.parse keeps the last of two equal keys without a
 * word, and takes any depth. Stops early at `maxDepth` + 1. Text that is not JSON is not recognised as such here.
 */
export function inspectJson(bytes: Buffer, maxDepth: number, uniqueKey: string): JsonInspection {
  let depth = 0;
  let deepest = 0;
  let hasKey = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = endOfString(bytes, at);
      if (depth === 1 && isKeyNamed(bytes, { start: at, end }, uniqueKey)) {
        if (hasKey) return { depth: deepest, duplicateKey: uniqueKey };
        hasKey = true;
      }
      at = end;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (depth > maxDepth) break;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return { depth: deepest };
}

function isKeyNamed(bytes: Buffer, { start, end }: { start: number; end: number }, name: string): boolean {
  if (bytes[skipWhitespace(bytes, end + 1)] !== COLON) return false;
  const raw = bytes.toString('utf8', start, end + 1);
  if (!raw.includes('\\')) return raw.length === name.length + 2 && raw.slice(1, -1) === name;
  try {
    return JSON.parse(raw) === name;
  } catch {
    return false;
  }
}
