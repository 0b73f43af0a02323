import type { ModelFacts } from '../contracts/model-facts.js';
import { type CatalogueRow } from './catalogue-row.js';
import { parseModelFacts } from './parse-model-facts.js';

/** What is known of the models of one kind of provider. */
export interface ModelCatalogue {
  /** The facts of the model's own row, else of the series that names most of its id. */
  find(id: string): ModelFacts | undefined;
}

interface Series {
  readonly fits: RegExp;
  /** How many characters of an id it names. */
  readonly precision: number;
  readonly facts: ModelFacts;
}

/** The rows with the later ones merged over the earlier ones of the same id, field by field. */
export function mergeRows(...lists: readonly (readonly CatalogueRow[])[]): readonly CatalogueRow[] {
  const merged = new Map<unknown, CatalogueRow>();
  for (const row of lists.flat()) merged.set(row.id, { ...merged.get(row.id), ...row });
  return [...merged.values()];
}

/** A catalogue of rows that are known to be right. @throws Error that names row and field where one is not. */
export function createModelCatalogue(rows: readonly CatalogueRow[]): ModelCatalogue {
  const known = rows.map((row) =>
    parseModelFacts(row, (field, message) => {
      throw new Error(`the row ${String(row.id)}: ${field} ${message}`);
    }),
  );
  const models = new Map(known.filter(({ id }) => !isSeries(id)).map((facts) => [facts.id, facts]));
  const series = known
    .filter(({ id }) => isSeries(id))
    .map(createSeries)
    .sort((one, other) => other.precision - one.precision);
  return { find: (id) => models.get(id) ?? series.find(({ fits }) => fits.test(id))?.facts };
}

function isSeries(id: string): boolean {
  return /[*{]/.test(id);
}

/** `*` stands for any text, `{a,b}` for one of the words. */
function createSeries(facts: ModelFacts): Series {
  const source = facts.id
    .replace(/[.+?^$()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replace(/\{([^{}]*)\}/g, (_, words: string) => `(?:${words.replaceAll(',', '|')})`);
  return {
    fits: new RegExp(`^${source}$`),
    precision: facts.id.replace(/\{([^,}]*)[^}]*\}/g, '$1').replaceAll('*', '').length,
    facts,
  };
}
