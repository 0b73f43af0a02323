import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml';
import { expandScalar } from './expand-scalar.js';
import type { Problem, Written } from './settings-error.js';

/** What config.yaml says. Nothing is judged here but its form. */
export interface ConfigFile {
  /** Top-level keys, but for those below. */
  readonly keys: ReadonlyMap<string, Written>;
  /** Each entry of `providers:`, in order, with its own keys. */
  readonly providers: ReadonlyMap<string, ReadonlyMap<string, Written>>;
  readonly aliases: ReadonlyMap<string, Written>;
  /** The rows of `catalogue:`. */
  readonly catalogue: readonly WrittenRow[];
  /** Each entry of `limits:`, such as `models`, with the limits that it has by name. */
  readonly limits: ReadonlyMap<string, WrittenLimits>;
}

export interface WrittenLimits {
  readonly where: string;
  readonly byName: ReadonlyMap<string, ReadonlyMap<string, Written>>;
}

export interface WrittenRow {
  readonly where: string;
  readonly fields: ReadonlyMap<string, Written>;
}

type Report = (problem: Problem) => void;
type Locate = (node: unknown) => string;

/** What a file says that is not there. */
export const EMPTY_CONFIG_FILE: ConfigFile = {
  keys: new Map(),
  providers: new Map(),
  aliases: new Map(),
  catalogue: [],
  limits: new Map(),
};

/** Reads the file with its placeholders filled. What is wrong with it is reported with line and column. */
export function readConfigFile(path: string, environment: NodeJS.ProcessEnv, report: Report): ConfigFile {
  const name = basename(path);
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  for (const { pos, message } of document.errors) report({ where: at(pos[0]), message });
  if (document.errors.length > 0 || document.contents === null) return EMPTY_CONFIG_FILE;

  const locate: Locate = (node) => at((node as { range?: readonly number[] | null }).range?.[0] ?? 0);
  if (!isMap(document.contents)) {
    report({ where: locate(document.contents), message: 'must be a list of `key: value`' });
    return EMPTY_CONFIG_FILE;
  }
  fillPlaceholders(document, environment, (node, message) => {
    report({ where: locate(node), message });
  });
  return readTopLevel(document.contents, locate, report);
}

function fillPlaceholders(
  document: Document,
  environment: NodeJS.ProcessEnv,
  report: (node: unknown, message: string) => void,
): void {
  visit(document, {
    Scalar(position, node) {
      if (position === 'key' || typeof node.value !== 'string') return;
      try {
        node.value = expandScalar(node.value, environment);
      } catch (error) {
        report(node, (error as Error).message);
      }
    },
  });
}

function readTopLevel(root: YAMLMap, locate: Locate, report: Report): ConfigFile {
  const keys = readPairs(root, locate);
  const children = (key: string): ReadonlyMap<string, Written & { readonly node: unknown }> => {
    const entry = keys.get(key);
    keys.delete(key);
    if (entry === undefined || entry.value === null) return new Map();
    if (isMap(entry.node)) return readPairs(entry.node, locate);
    report({ where: entry.where, message: 'must be a list of `name: …`' });
    return new Map();
  };
  const readGroups = (entries: ReadonlyMap<string, Written & { readonly node: unknown }>) => {
    const groups = new Map<string, ReadonlyMap<string, Written>>();
    for (const [name, { node, where }] of entries) {
      if (isMap(node)) groups.set(name, readPairs(node, locate));
      else report({ where, message: 'must be a list of `key: value`' });
    }
    return groups;
  };
  const providers = readGroups(children('providers'));
  const limits = new Map<string, WrittenLimits>();
  for (const [section, { node, where }] of children('limits')) {
    if (isMap(node)) limits.set(section, { where, byName: readGroups(readPairs(node, locate)) });
    else report({ where, message: 'must be a list of `name: …`' });
  }
  const catalogue = readRows(keys.get('catalogue'), locate, report);
  keys.delete('catalogue');
  return { aliases: children('aliases'), catalogue, keys, limits, providers };
}

function readRows(
  entry: (Written & { readonly node: unknown }) | undefined,
  locate: Locate,
  report: Report,
): readonly WrittenRow[] {
  if (entry === undefined || entry.value === null) return [];
  if (!isSeq(entry.node)) {
    report({ where: entry.where, message: 'must be a list of rows, each `- id: …`' });
    return [];
  }
  return entry.node.items.flatMap((node): readonly WrittenRow[] => {
    if (isMap(node)) return [{ where: locate(node), fields: readPairs(node, locate) }];
    report({ where: locate(node), message: 'must be a row such as `- id: my-model`' });
    return [];
  });
}

function readPairs(map: YAMLMap, locate: Locate): Map<string, Written & { readonly node: unknown }> {
  const entries = map.items.map(({ key, value }) => {
    const name = String(isScalar(key) ? key.value : key);
    const plain: unknown = isScalar(value) ? value.value : toPlain(value);
    return [name, { value: plain, where: `${locate(key)} ${name}`, node: value }] as const;
  });
  return new Map(entries);
}

function toPlain(node: unknown): unknown {
  return (node as { toJSON?: () => unknown } | null)?.toJSON?.() ?? null;
}
