import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Every entry of a list is an object; the message names the first that is not, as `messages[1]`. */
export function EachIsObject(options?: ValidationOptions): PropertyDecorator {
  return ValidateBy(
    {
      name: 'eachIsObject',
      validator: {
        validate: (list: unknown) => Array.isArray(list) && list.every(isObject),
        defaultMessage: (context) => {
          const list: unknown = context?.value;
          const at = Array.isArray(list) ? list.findIndex((entry) => !isObject(entry)) : 0;
          return `${context?.property ?? 'value'}[${at}] must be an object`;
        },
      },
    },
    options,
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
