import { findNearest } from '../contracts/find-nearest.js';

/** A row of a catalogue as written: one model, or with `*` and `{a,b}` in its id a series. */
export type CatalogueRow = Readonly<Record<string, unknown>>;

/** Takes what is wrong with a row: the field's path, e.g. `thinking.default`, and what to do. Values are not quoted. */
export type ReportField = (field: string, message: string) => void;

/** Reads the fields of one object of a row; whatever is not as it must be is reported, and reads as not known. */
export class FieldReader {
  constructor(
    private readonly fields: CatalogueRow,
    private readonly path: string,
    readonly report: ReportField,
  ) {}

  has(name: string): boolean {
    return Object.hasOwn(this.fields, name);
  }

  /** Reports every key that is not one of these. */
  allowOnly(known: readonly string[]): void {
    for (const key of Object.keys(this.fields).filter((name) => !known.includes(name))) {
      const [nearest] = findNearest(key, known);
      this.wrong(key, `is not a known key${nearest === undefined ? '' : `; did you mean ${nearest}?`}`);
    }
  }

  text(name: string): string | null {
    return this.read(name, isText, 'must be a text');
  }

  count(name: string): number | null {
    return this.read(name, isCount, 'must be a whole number above 0, or null where it is not known');
  }

  flag(name: string): boolean {
    const message = 'must be true or false';
    return this.read(name, (value): value is boolean => typeof value === 'boolean', message) ?? false;
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    const isChoice = (value: unknown): value is Choice => choices.some((choice) => choice === value);
    return this.read(name, isChoice, `must be one of ${choices.join(', ')}`);
  }

  listOf<Choice extends string>(name: string, choices: readonly Choice[]): readonly Choice[] | null {
    const isList = (value: unknown): value is readonly Choice[] =>
      Array.isArray(value) &&
      new Set(value).size === value.length &&
      value.every((entry) => choices.some((choice) => choice === entry));
    return this.read(name, isList, `must be a list, without repetition, of ${choices.join(', ')}`);
  }

  counts(name: string): readonly number[] | null {
    const isList = (value: unknown): value is readonly number[] =>
      Array.isArray(value) && value.length > 0 && value.every(isCount);
    return this.read(name, isList, 'must be a list of whole numbers above 0, or null where it is not known');
  }

  /** A reader of the object under the name; null where there is none. */
  inner(name: string): FieldReader | null {
    const inner = this.read(name, isObject, 'must be an object');
    return inner === null ? null : new FieldReader(inner, `${this.path}${name}.`, this.report);
  }

  entries(): readonly (readonly [string, unknown])[] {
    return Object.entries(this.fields);
  }

  /** The value as it is written. */
  raw(name: string): unknown {
    return this.fields[name];
  }

  wrong(name: string, message: string): void {
    this.report(`${this.path}${name}`, message);
  }

  private read<Value>(
    name: string,
    isRight: (value: unknown) => value is Value,
    message: string,
  ): Value | null {
    const value = this.fields[name] ?? null;
    if (value === null) return null;
    if (isRight(value)) return value;
    this.wrong(name, message);
    return null;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}

export function isObject(value: unknown): value is CatalogueRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
