import { asGatewayError, GatewayError } from '../../../contracts/gateway-error.js';
import type { InputFiles } from '../../../contracts/input-files.js';
import type { ResponsesItem } from '../../../contracts/responses.js';
import type { AttachedFile } from '../../../contracts/text-extractor.js';
import { readImageType } from '../../files/read-image-type.js';
import { unsupported } from '../../files/read-text.js';
import { isRecord } from '../../is-record.js';

type Part = Readonly<Record<string, unknown>>;

const DATA_URL = /^data:([^;,]*)(?:;[^;,]*)*;base64,/i;
const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;
const FIELDS = ['content', 'output'];

/**
 * The items with text in the place of files, and with images that were named by id as data URLs; the same list where there are
 * none. @throws GatewayError 400 `unsupported_file` or 404 that names the part.
 */
export async function resolveFiles(
  items: readonly ResponsesItem[],
  pathOf: (index: number) => string,
  files: InputFiles,
): Promise<readonly ResponsesItem[]> {
  let copy: ResponsesItem[] | undefined;
  for (const [index, item] of items.entries()) {
    for (const field of FIELDS) {
      const parts = item[field];
      if (!Array.isArray(parts) || !parts.some(isUnresolved)) continue;
      copy ??= [...items];
      copy[index] = {
        ...(copy[index] ?? item),
        [field]: await resolveParts(parts, `${pathOf(index)}.${field}`, files),
      };
    }
  }
  return copy ?? items;
}

/** One after the other: each may be large. */
async function resolveParts(parts: readonly unknown[], path: string, files: InputFiles): Promise<unknown[]> {
  const resolved: unknown[] = [];
  for (const [index, part] of parts.entries()) {
    resolved.push(isUnresolved(part) ? await resolvePart(part, `${path}[${index}]`, files) : part);
  }
  return resolved;
}

async function resolvePart(part: Part, path: string, files: InputFiles): Promise<Part> {
  const { file_id: id, file_data: data } = part;
  const isById = typeof id === 'string' && typeof data !== 'string';
  try {
    const file = isById ? await files.readUploaded(id) : readData(part, files);
    if (part.type === 'input_image') return { ...part, image_url: toDataUrl(file.bytes) };
    const text = await files.extractText(file);
    const name = file.name === '' ? '' : ` name=${JSON.stringify(file.name)}`;
    return { type: 'input_text', text: `<file${name}>\n${text}\n</file>` };
  } catch (error) {
    const { kindName, message, details } = asGatewayError(error);
    throw new GatewayError(kindName, message, {
      ...details,
      param: isById ? `${path}.file_id` : path,
      cause: error,
    });
  }
}

function readData({ file_data: data, filename }: Part, files: InputFiles): AttachedFile {
  if (typeof data !== 'string') {
    throw unsupported(
      'An input_file must have file_data or the file_id of an upload; the gateway fetches no URLs.',
    );
  }
  const head = DATA_URL.exec(data.slice(0, 1_024));
  const base64 = head === null ? data : data.slice(head[0].length);
  if (NOT_BASE64.test(base64)) {
    throw unsupported('file_data must be base64, with or without data:<type>;base64, before it.');
  }
  files.admit(Buffer.byteLength(base64, 'base64'));
  return {
    name: typeof filename === 'string' ? filename : '',
    mediaType: (head?.[1] ?? '').toLowerCase(),
    bytes: Buffer.from(base64, 'base64'),
  };
}

function toDataUrl(bytes: Buffer): string {
  const type = readImageType(bytes);
  if (type === undefined) throw unsupported('The file is no image; send it as an input_file.');
  return `data:${type};base64,${bytes.toString('base64')}`;
}

/** Images have their URL once they are resolved. */
function isUnresolved(part: unknown): part is Part {
  if (!isRecord(part)) return false;
  const { type, image_url: url, file_id: id } = part;
  return (
    type === 'input_file' || (type === 'input_image' && typeof url !== 'string' && typeof id === 'string')
  );
}
