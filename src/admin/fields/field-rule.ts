import { ValidateBy } from 'class-validator';

/** What is wrong with a value, beginning with the field's name; undefined where nothing is. */
export type DescribeProblem = (value: unknown, field: string) => string | undefined;

/** A decorator for a field that is checked, and whose problem is put into words, by one function. */
export function fieldRule(name: string, describe: DescribeProblem): () => PropertyDecorator {
  return () =>
    ValidateBy({
      name,
      validator: {
        validate: (value: unknown) => describe(value, '') === undefined,
        defaultMessage: (context) => describe(context?.value, context?.property ?? '') ?? '',
      },
    });
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
