import { asGatewayError, GatewayError } from '../../../contracts/gateway-error.js';
import type { ResponsesItem } from '../../../contracts/responses.js';
import type { AttachedFile, TextExtractor } from '../../../contracts/text-extractor.js';
import { isRecord } from '../../is-record.js';

type Part = Readonly<Record<string, unknown>>;

const DATA_URL = /^data:([^;,]*)(?:;[^;,]*)*;base64,/i;
const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;

/**
 * The items with the text of files in the place of the files; the same list where there are none. Items before `first` come
 * from the store, whose files are text already. @throws GatewayError 400 `unsupported_file` that names the part.
 */
export async function extractFiles(
  items: readonly ResponsesItem[],
  first: number,
  extractor: TextExtractor,
): Promise<readonly ResponsesItem[]> {
  let copy: ResponsesItem[] | undefined;
  for (let index = first; index < items.length; index += 1) {
    const item = items[index];
    if (item === undefined) continue;
    for (const field of ['content', 'output']) {
      const parts = item[field];
      if (!Array.isArray(parts) || !parts.some(isFile)) continue;
      const path = `input[${index - first}].${field}`;
      copy ??= [...items];
      copy[index] = { ...(copy[index] ?? item), [field]: await readParts(parts, path, extractor) };
    }
  }
  return copy ?? items;
}

/** One after the other: each may be large. */
async function readParts(parts: readonly unknown[], path: string, extractor: TextExtractor): Promise<Part[]> {
  const read: Part[] = [];
  for (const [index, part] of parts.entries()) {
    read.push(isFile(part) ? await readFile(part, `${path}[${index}]`, extractor) : (part as Part));
  }
  return read;
}

async function readFile(part: Part, path: string, extractor: TextExtractor): Promise<Part> {
  const file = decodeFile(part, path);
  try {
    const text = await extractor.extract(file);
    const name = file.name === '' ? '' : ` name=${JSON.stringify(file.name)}`;
    return { type: 'input_text', text: `<file${name}>\n${text}\n</file>` };
  } catch (error) {
    const { kindName, message } = asGatewayError(error);
    throw new GatewayError(kindName, message, { param: path, cause: error });
  }
}

function decodeFile({ file_data: data, filename }: Part, path: string): AttachedFile {
  if (typeof data !== 'string') {
    throw unsupported(path, 'must carry its file_data; URLs and ids of files are not read here.');
  }
  const head = DATA_URL.exec(data.slice(0, 1_024));
  const base64 = head === null ? data : data.slice(head[0].length);
  if (NOT_BASE64.test(base64)) {
    throw unsupported(path, 'must have file_data in base64, with or without data:<type>;base64,.');
  }
  return {
    name: typeof filename === 'string' ? filename : '',
    mediaType: (head?.[1] ?? '').toLowerCase(),
    bytes: Buffer.from(base64, 'base64'),
  };
}

function unsupported(path: string, what: string): GatewayError {
  return new GatewayError('unsupported_file', `${path} ${what}`, { param: path });
}

function isFile(part: unknown): part is Part {
  return isRecord(part) && part.type === 'input_file';
}
