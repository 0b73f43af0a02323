import { ValidateBy } from 'class-validator';

const MAX_KEYS = 16;
const MAX_KEY_LENGTH = 64;
const MAX_VALUE_LENGTH = 512;

/** OpenAI's metadata: at most 16 texts, with keys of at most 64 and values of at most 512 characters. */
export function IsMetadata(): PropertyDecorator {
  return ValidateBy({
    name: 'isMetadata',
    validator: {
      validate: (value: unknown) => describeProblem(value) === undefined,
      defaultMessage: (context) => describeProblem(context?.value) ?? '',
    },
  });
}

function describeProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'metadata must be an object';
  }
  const entries = Object.entries(value);
  if (entries.length > MAX_KEYS) return `metadata must have at most ${MAX_KEYS} keys`;
  if (entries.some(([key]) => key.length > MAX_KEY_LENGTH)) {
    return `metadata must have keys of at most ${MAX_KEY_LENGTH} characters`;
  }
  const isText = ([, text]: [string, unknown]): boolean =>
    typeof text === 'string' && text.length <= MAX_VALUE_LENGTH;
  return entries.every(isText)
    ? undefined
    : `metadata must have texts of at most ${MAX_VALUE_LENGTH} characters`;
}
