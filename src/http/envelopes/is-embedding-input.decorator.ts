import { ValidateBy } from 'class-validator';

const TOKENS =
  'input must be text: lists of token numbers are not taken. In LangChain set check_embedding_ctx_length=False';

/** A text, or a list of texts with at least one; the message names the first row that is none, as `input[3]`. */
export function IsEmbeddingInput(): PropertyDecorator {
  return ValidateBy({
    name: 'isEmbeddingInput',
    validator: {
      validate: (input: unknown) => describeProblem(input) === undefined,
      defaultMessage: (context) => describeProblem(context?.value) ?? '',
    },
  });
}

function describeProblem(input: unknown): string | undefined {
  if (typeof input === 'string') return undefined;
  if (!Array.isArray(input)) return 'input must be a text or a list of texts';
  if (input.length === 0) return 'input must have at least one row';
  if (isToken(input[0])) return TOKENS;
  const at = input.findIndex((row) => typeof row !== 'string');
  return at === -1 ? undefined : `input[${at}] must be a text`;
}

function isToken(row: unknown): boolean {
  return typeof row === 'number' || (Array.isArray(row) && row.every((token) => typeof token === 'number'));
}
