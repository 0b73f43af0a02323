import { readFileSync } from 'node:fs';
import { type CatalogueRow, isObject } from '../../config/catalogue-row.js';
import { parseModelFacts } from '../../config/parse-model-facts.js';

const FILE = new URL('./bailian.catalogue.json', import.meta.url);
const KEYS = new Set(['about', 'rows']);

let rows: readonly CatalogueRow[] | undefined;

/** The built-in rows, read from the file beside this one when they are first asked for. @throws Error, see `parseCatalogue`. */
export function readBailianCatalogue(): readonly CatalogueRow[] {
  return (rows ??= parseCatalogue(readFileSync(FILE, 'utf8')));
}

/**
 * The rows of a catalogue file.
 * @throws Error that names every row and field which is wrong: one that contradicts itself, is not known, or is there twice.
 */
export function parseCatalogue(text: string): readonly CatalogueRow[] {
  const file: unknown = JSON.parse(text);
  if (!isObject(file) || !Array.isArray(file.rows)) throw new Error('the catalogue has no list of rows');
  const problems = Object.keys(file)
    .filter((key) => !KEYS.has(key))
    .map((key) => `${key}: is not a known key`);
  const seen = new Set<unknown>();
  file.rows.forEach((row: unknown, index) => {
    if (!isObject(row)) {
      problems.push(`row ${index + 1}: must be an object`);
      return;
    }
    const report = (field: string, message: string): void => {
      problems.push(`row ${index + 1} (${String(row.id)}): ${field} ${message}`);
    };
    if (seen.has(row.id)) report('id', 'is there twice');
    seen.add(row.id);
    for (const field of ['as_of', 'source']) {
      if (!Object.hasOwn(row, field)) report(field, 'is needed');
    }
    const { kind, embedding } = parseModelFacts(row, report);
    if (kind === 'embeddings' && embedding === null) report('embedding', 'is needed for this kind');
  });
  if (problems.length > 0) throw new Error(['The catalogue is not consistent:', ...problems].join('\n  '));
  return file.rows as readonly CatalogueRow[];
}
