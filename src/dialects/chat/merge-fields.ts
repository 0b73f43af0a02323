export type Fields = Record<string, unknown>;

/** Members that a stream sends piece by piece. Every other text is sent whole, and may be sent again. */
const SENT_IN_PIECES = new Set([
  'content',
  'reasoning_content',
  'reasoning',
  'refusal',
  'arguments',
  'input',
  'data',
  'transcript',
]);

/**
 * Adds the members of a streamed delta to what came before them, in place: pieces of text are joined, lists (annotations, log
 * probabilities) grow, objects (audio) are merged, and of anything else the last value stays that says something.
 */
export function mergeFields(target: Fields, source: Readonly<Fields>): Fields {
  for (const [name, value] of Object.entries(source)) {
    // An assignment to it would change the prototype instead.
    if (name === '__proto__') continue;
    const before = Object.hasOwn(target, name) ? target[name] : undefined;
    target[name] = mergeValue(name, before, value);
  }
  return target;
}

function mergeValue(name: string, before: unknown, value: unknown): unknown {
  if (value === null || value === undefined) return before ?? null;
  if (before === null || before === undefined) return copy(value);
  if (typeof value === 'string') {
    // The engine keeps joined texts as a tree until they are read, so this takes no longer for a long text.
    if (SENT_IN_PIECES.has(name) && typeof before === 'string') return before + value;
    return value === '' ? before : value;
  }
  if (Array.isArray(value) && Array.isArray(before)) {
    for (const item of value as unknown[]) before.push(item);
    return before;
  }
  return isFields(value) && isFields(before) ? mergeFields(before, value) : value;
}

/** What will grow must not be part of the chunk, which others may read. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])];
  return isFields(value) ? mergeFields({}, value) : value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
