import type { EmbeddingsAnswer } from '../../contracts/provider.js';
import type { EmbeddingsText } from './embeddings-answer.js';
import { sumUsage, toCompletionUsage } from './embeddings-usage.js';
import { replaceSpans, type Span } from './json-spans.js';

/** The answer to one upstream request. */
export interface PartAnswer {
  /** Its place among the parts. */
  readonly index: number;
  readonly answer: EmbeddingsText;
  /** The rows as the client gets them; absent where those of the answer are right as they stand. */
  readonly rows?: readonly string[];
}

/**
 * One answer of those to all parts: the first part's text, with the rows and the usage of all of them. A single answer in
 * which everything is right stays as it is, to the byte.
 */
export function writeEmbeddings(parts: readonly PartAnswer[]): EmbeddingsAnswer {
  const ordered = parts.toSorted((one, other) => one.index - other.index);
  const [first] = ordered;
  if (first === undefined) throw new Error('an answer needs a part');
  const { answer, rows } = first;
  const usages = ordered.flatMap((part) => part.answer.usage ?? []);
  const usage = sumUsage(usages.map(({ counts }) => counts));
  const isUsageRight = parts.length === 1 && usages.every(({ isAmended }) => !isAmended);
  const usageText = isUsageRight || usage === undefined ? undefined : JSON.stringify(usage);
  const replacements: [Span, string][] = [];
  if (usageText !== undefined && answer.usage !== undefined) {
    replacements.push([answer.usage.span, usageText]);
  }
  if (rows !== undefined) {
    const data = `[${ordered.flatMap((part) => part.rows ?? []).join()}]`;
    const isUsageMissing = usageText !== undefined && answer.usage === undefined;
    replacements.push([answer.data, isUsageMissing ? `${data},"usage":${usageText}` : data]);
  }
  return {
    text: replacements.length === 0 ? answer.text : replaceSpans(answer.text, replacements),
    usage: usage === undefined ? undefined : toCompletionUsage(usage),
  };
}
