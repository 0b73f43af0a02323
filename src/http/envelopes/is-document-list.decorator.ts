import { ValidateBy } from 'class-validator';

/** A list of texts, or of objects that have one; the message names the first entry that is neither, as `documents[3]`. */
export function IsDocumentList(): PropertyDecorator {
  return ValidateBy({
    name: 'isDocumentList',
    validator: {
      validate: (documents: unknown) => describeProblem(documents) === undefined,
      defaultMessage: (context) => describeProblem(context?.value) ?? '',
    },
  });
}

function describeProblem(documents: unknown): string | undefined {
  if (!Array.isArray(documents)) return 'documents must be a list of texts';
  if (documents.length === 0) return 'documents must not be empty';
  const at = documents.findIndex((document) => !hasText(document));
  return at === -1 ? undefined : `documents[${at}] must be a text, or an object with a text: { "text": "…" }`;
}

function hasText(document: unknown): boolean {
  if (typeof document === 'string') return true;
  return typeof (document as { text?: unknown } | null)?.text === 'string';
}
