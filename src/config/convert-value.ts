/** Types of settings as the compiler leaves them in decorator metadata. */
export type SettingType = 'text' | 'number' | 'boolean' | 'list' | 'object';

const TYPES = new Map<unknown, SettingType>([
  [Number, 'number'],
  [Boolean, 'boolean'],
  [Array, 'list'],
]);

/** The declared type of a property that has a decorator. */
export function settingType(settings: object, property: string): SettingType {
  return TYPES.get(Reflect.getMetadata('design:type', settings, property)) ?? 'text';
}

/** Text, which is all that a variable can be, as the type of its setting; left as it is where it cannot be. */
export function convertValue(value: unknown, type: SettingType): unknown {
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
    default:
      return value;
  }
}
