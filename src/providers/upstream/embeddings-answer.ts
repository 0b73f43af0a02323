import { endianness } from 'node:os';
import type { EmbeddingEncoding } from '../../contracts/embeddings.js';
import { readEmbeddingsUsage, type UsageReading } from './embeddings-usage.js';
import { findElements, findMembers, replaceSpans, skipSpace, type Span } from './json-spans.js';

/** An upstream's answer with embeddings, as text, and where the parts of it stand that matter here. */
export interface EmbeddingsText {
  readonly text: string;
  readonly data: Span;
  readonly usage?: UsageReading & { readonly span: Span };
  readonly encoding: EmbeddingEncoding;
}

/** Reads no vector. undefined where the text has no list of embeddings, or stands for an error. */
export function readEmbeddingsText(text: string): EmbeddingsText | undefined {
  const members = findMembers(text, skipSpace(text, 0));
  const data = members?.get('data');
  if (members === undefined || data === undefined || text[data.start] !== '[') return undefined;
  const error = members.get('error');
  if (error !== undefined && text.slice(error.start, error.end) !== 'null') return undefined;
  const first = findMembers(text, skipSpace(text, data.start + 1))?.get('embedding');
  const encoding = first !== undefined && text[first.start] === '"' ? 'base64' : 'float';
  return { text, data, usage: readUsage(text, members.get('usage')), encoding };
}

function readUsage(text: string, span: Span | undefined): EmbeddingsText['usage'] {
  const reading = span === undefined ? undefined : readEmbeddingsUsage(text.slice(span.start, span.end));
  return span === undefined || reading === undefined ? undefined : { ...reading, span };
}

export interface RowsWanted {
  readonly encoding: EmbeddingEncoding;
  /** The index of the first row in the client's answer. */
  readonly firstRow: number;
  readonly rows: number;
}

/**
 * The rows of an answer as JSON texts in the order of their index, counted on from `firstRow`, in the encoding wanted. A
 * vector that has it already is not parsed.
 * @throws Error where the rows are not those that were asked for.
 */
export function convertRows(
  { text, data, encoding: given }: EmbeddingsText,
  { encoding: wanted, firstRow, rows }: RowsWanted,
): readonly string[] {
  const elements = findElements(text, data.start);
  if (elements?.length !== rows) throw new Error('another number of rows');
  const converted: string[] = [];
  elements.forEach(({ start, end }, position) => {
    const members = findMembers(text, start);
    const vector = members?.get('embedding');
    const index = members?.get('index');
    if (vector === undefined) throw new Error('a row without an embedding');
    const row = index === undefined ? position : Number(text.slice(index.start, index.end));
    const isWanted = Number.isInteger(row) && row >= 0 && row < rows && converted[row] === undefined;
    if (!isWanted) throw new Error('a row with a wrong index');
    const literal = text.slice(vector.start, vector.end);
    const replacements: [Span, string][] = [
      [shift(vector, start), given === wanted ? literal : convertVector(literal, wanted)],
    ];
    if (index !== undefined) replacements.push([shift(index, start), String(firstRow + row)]);
    converted[row] = replaceSpans(text.slice(start, end), replacements);
  });
  return converted;
}

function shift({ start, end }: Span, by: number): Span {
  return { start: start - by, end: end - by };
}

/** A vector as JSON text in the other encoding. */
function convertVector(literal: string, wanted: EmbeddingEncoding): string {
  const value: unknown = JSON.parse(literal);
  if (wanted === 'base64' && Array.isArray(value)) return `"${encodeVector(value as number[])}"`;
  if (wanted === 'float' && typeof value === 'string') return JSON.stringify(decodeVector(value));
  throw new Error('a vector in a form of its own');
}

const IS_BIG_ENDIAN = endianness() === 'BE';

/** The base64 of little-endian float32 values, as OpenAI's libraries decode it. */
export function encodeVector(numbers: readonly number[]): string {
  const bytes = Buffer.from(new Float32Array(numbers).buffer);
  return (IS_BIG_ENDIAN ? bytes.swap32() : bytes).toString('base64');
}

export function decodeVector(base64: string): readonly number[] {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length % 4 !== 0) throw new Error('base64 that is no list of float32 values');
  // A copy: what Buffer.from gives may begin at any byte of its memory.
  const copy = new Uint8Array(bytes);
  if (IS_BIG_ENDIAN) Buffer.from(copy.buffer).swap32();
  return Array.from(new Float32Array(copy.buffer));
}
