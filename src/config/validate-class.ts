import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { convertValue, readSettingTypes } from './convert-value.js';
import type { Problem, Written } from './settings-error.js';

/**
 * An instance of a settings class from values as written, by property. Text is converted to the declared types; what is
 * wrong is reported at the place where it was written, or under `fallback(property)` where it was not.
 */
export function validateClass<Settings extends object>(
  constructor: new () => Settings,
  written: ReadonlyMap<string, Written>,
  { report, fallback }: { report: (problem: Problem) => void; fallback: (property: string) => string },
): Settings {
  const types = readSettingTypes(constructor);
  const plain = Object.fromEntries(
    [...written]
      .filter(([, { value }]) => value !== null && value !== undefined)
      .map(([property, { value }]) => [property, convertValue(value, types.get(property))]),
  );
  const settings = plainToInstance(constructor, plain, { exposeDefaultValues: true });
  for (const { property, constraints = {} } of validateSync(settings, { forbidUnknownValues: true })) {
    const where = written.get(property)?.where ?? fallback(property);
    const isMissing = settings[property as keyof Settings] === undefined;
    const messages = Object.values(constraints).map((message) => message.replace(`${property} `, ''));
    report({ where, message: isMissing ? 'is needed' : messages.join('; ') });
  }
  return settings;
}
