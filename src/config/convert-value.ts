import { getMetadataStorage } from 'class-validator';

/** What a setting must be, as the decorators of its class say. */
export type SettingType = 'text' | 'number' | 'boolean' | 'list';

const TYPE_OF_RULE: Readonly<Record<string, SettingType>> = {
  isInt: 'number',
  isNumber: 'number',
  isBoolean: 'boolean',
  isArray: 'list',
};

/** The types of the properties of a settings class; one that is not there is text. */
export function readSettingTypes(constructor: new () => object): ReadonlyMap<string, SettingType> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(constructor, '', true, false);
  return new Map(
    rules.flatMap(({ propertyName, name }) => {
      const type = TYPE_OF_RULE[name ?? ''];
      return type === undefined ? [] : [[propertyName, type]];
    }),
  );
}

/** Text, which is all that a variable can be, as the type of its setting; left as it is where it cannot be. */
export function convertValue(value: unknown, type: SettingType = 'text'): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  switch (type) {
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : value;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : value;
    case 'list':
      return text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '');
    case 'text':
      return value;
  }
}
