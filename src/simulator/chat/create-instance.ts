import { isRecord } from '../edge/is-record.js';

type Schema = Readonly<Record<string, unknown>>;

interface Walk {
  readonly root: Schema;
  readonly depth: number;
}

/** Deeper than this only what a schema requires is made, so that recursive schemas come to an end. */
const FULL_DEPTH = 4;
const MAX_DEPTH = 24;

const TEXT_OF_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '192.0.2.1',
};

/** A value that fits the JSON schema, always the same for the same schema. Patterns are not looked at. */
export function createInstance(schema: unknown): unknown {
  const root = isRecord(schema) ? schema : {};
  return fill(root, { root, depth: 0 });
}

function fill(given: unknown, walk: Walk): unknown {
  const schema = resolve(given, walk.root);
  if (walk.depth > MAX_DEPTH) return null;
  for (const key of ['const', 'default']) if (key in schema) return schema[key];
  for (const key of ['enum', 'examples']) {
    const values = schema[key];
    if (Array.isArray(values) && values.length > 0) return values[0] as unknown;
  }
  for (const key of ['anyOf', 'oneOf']) {
    const branches = schema[key];
    if (Array.isArray(branches)) return fill(pickBranch(branches, walk), deeper(walk));
  }
  return fillType(schema, walk);
}

function fillType(schema: Schema, walk: Walk): unknown {
  switch (readType(schema)) {
    case 'object':
      return fillObject(schema, walk);
    case 'array':
      return fillArray(schema, walk);
    case 'integer':
      return Math.ceil(readNumber(schema));
    case 'number':
      return readNumber(schema);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return fillText(schema);
  }
}

function fillObject(schema: Schema, walk: Walk): Record<string, unknown> {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? (schema.required as unknown[]) : [];
  const entries = Object.entries(properties).filter(
    ([name]) => walk.depth < FULL_DEPTH || required.includes(name),
  );
  return Object.fromEntries(entries.map(([name, property]) => [name, fill(property, deeper(walk))]));
}

function fillArray(schema: Schema, walk: Walk): readonly unknown[] {
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const length = Math.max(least, walk.depth < FULL_DEPTH ? 1 : 0);
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : length;
  return Array.from({ length: Math.min(length, most) }, () => fill(schema.items, deeper(walk)));
}

function fillText(schema: Schema): string {
  const text = TEXT_OF_FORMAT[String(schema.format)] ?? 'text';
  const { minLength = 0, maxLength = Infinity } = schema;
  return text.padEnd(Number(minLength), 'x').slice(0, Number(maxLength));
}

function readNumber(schema: Schema): number {
  const { minimum, exclusiveMinimum, maximum } = schema;
  if (typeof minimum === 'number') return minimum;
  if (typeof exclusiveMinimum === 'number') return exclusiveMinimum + 1;
  return typeof maximum === 'number' ? Math.min(1, maximum) : 1;
}

function readType(schema: Schema): unknown {
  const { type } = schema;
  if (Array.isArray(type)) return type.find((name) => name !== 'null') as unknown;
  if (type !== undefined) return type;
  if (schema.properties !== undefined) return 'object';
  return schema.items === undefined ? 'string' : 'array';
}

function pickBranch(branches: readonly unknown[], walk: Walk): unknown {
  return branches.find((branch) => readType(resolve(branch, walk.root)) !== 'null') ?? branches[0];
}

/** Follows local references and merges `allOf`. */
function resolve(given: unknown, root: Schema): Schema {
  let schema = isRecord(given) ? given : {};
  for (let hops = 0; typeof schema.$ref === 'string' && hops < MAX_DEPTH; hops += 1) {
    const target = followPointer(schema.$ref, root);
    schema = isRecord(target) ? target : {};
  }
  const parts = schema.allOf;
  if (!Array.isArray(parts)) return schema;
  const { allOf: _parts, ...own } = schema;
  return parts
    .map((part) => (isRecord(part) && part.$ref === undefined ? part : resolve(part, root)))
    .reduce(merge, own);
}

function merge(left: Schema, right: Schema): Record<string, unknown> {
  const properties = {
    ...(isRecord(left.properties) ? left.properties : {}),
    ...(isRecord(right.properties) ? right.properties : {}),
  };
  const merged = { ...left, ...right };
  return Object.keys(properties).length === 0 ? merged : { ...merged, properties };
}

function followPointer(pointer: string, root: Schema): unknown {
  const names = pointer.replace(/^#\/?/, '').split('/').filter(Boolean);
  return names.reduce<unknown>(
    (value, name) => (isRecord(value) ? value[name.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
    root,
  );
}

function deeper(walk: Walk): Walk {
  return { ...walk, depth: walk.depth + 1 };
}
