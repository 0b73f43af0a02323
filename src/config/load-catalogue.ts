import type { CatalogueRow } from './catalogue-row.js';
import { mergeRows } from './model-catalogue.js';
import { parseModelFacts } from './parse-model-facts.js';
import type { ProviderType } from './provider-type.js';
import type { WrittenRow } from './read-config-file.js';
import type { Problem } from './settings-error.js';

/**
 * The rows of `catalogue:`. Each is checked as it will count: merged over the built-in row of its id. What is wrong is
 * reported where it was written.
 */
export function loadCatalogue(
  written: readonly WrittenRow[],
  types: readonly ProviderType[],
  report: (problem: Problem) => void,
): readonly CatalogueRow[] {
  if (written.length === 0) return [];
  const builtIn = types.flatMap(({ catalogue }) => catalogue?.() ?? []);
  const seen = new Set<unknown>();
  return written.map(({ where: whereIsRow, fields }) => {
    const row = Object.fromEntries([...fields].map(([name, { value }]) => [name, value]));
    const where = (field: string): string => fields.get(field)?.where ?? whereIsRow;
    if (seen.has(row.id)) report({ where: where('id'), message: 'is there twice' });
    seen.add(row.id);
    const [merged = row] = mergeRows(
      builtIn.filter(({ id }) => id === row.id),
      [row],
    );
    parseModelFacts(merged, (field, message) => {
      const [first = field] = field.split('.');
      report({ where: where(first), message: `${field} ${message}` });
    });
    return row;
  });
}
