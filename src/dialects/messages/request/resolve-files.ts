import { asGatewayError, GatewayError } from '../../../contracts/gateway-error.js';
import type { InputFiles } from '../../../contracts/input-files.js';
import type { MessageParam, MessagesRequest } from '../../../contracts/messages.js';
import type { AttachedFile } from '../../../contracts/text-extractor.js';
import { readImageType } from '../../files/read-image-type.js';
import { unsupported } from '../../files/read-text.js';
import { isRecord } from '../../is-record.js';
import type { Block } from './read-content.js';

const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;

/** Whether a request of a client, which nobody has checked yet, carries documents or names uploaded files. */
export function hasFiles({ messages }: MessagesRequest): boolean {
  return messages.some(({ content }) => listsFile(content));
}

/**
 * The request with text in the place of documents, and with images that were named by id as data.
 * @throws GatewayError 400 `unsupported_file` or 404 that names the block.
 */
export async function resolveFiles(request: MessagesRequest, files: InputFiles): Promise<MessagesRequest> {
  const messages: MessageParam[] = [];
  for (const [index, message] of request.messages.entries()) {
    const { content } = message;
    const path = `messages[${index}].content`;
    messages.push(
      listsFile(content) ? { ...message, content: await resolveBlocks(content, path, files) } : message,
    );
  }
  return { ...request, messages };
}

function listsFile(content: unknown): content is readonly unknown[] {
  return Array.isArray(content) && content.some((block) => isFile(block) || hasInner(block));
}

function isFile(block: unknown): block is Block {
  if (!isRecord(block)) return false;
  return (
    block.type === 'document' ||
    (block.type === 'image' && isRecord(block.source) && block.source.type === 'file')
  );
}

/** A result of a tool with files in it. */
function hasInner(block: unknown): block is Block & { readonly content: readonly unknown[] } {
  return isRecord(block) && block.type === 'tool_result' && listsFile(block.content);
}

/** One after the other: each may be large. */
async function resolveBlocks(
  blocks: readonly unknown[],
  path: string,
  files: InputFiles,
): Promise<unknown[]> {
  const resolved: unknown[] = [];
  for (const [index, block] of blocks.entries()) {
    const at = `${path}[${index}]`;
    if (isFile(block)) {
      resolved.push(await resolveBlock(block, at, files));
    } else if (hasInner(block)) {
      resolved.push({ ...block, content: await resolveBlocks(block.content, `${at}.content`, files) });
    } else {
      resolved.push(block);
    }
  }
  return resolved;
}

async function resolveBlock(block: Block, path: string, files: InputFiles): Promise<Block> {
  try {
    return block.type === 'image' ? await readImage(block, files) : await readDocument(block, files);
  } catch (error) {
    const { kindName, message, details } = asGatewayError(error);
    throw new GatewayError(kindName, message, { ...details, param: `${path}.source`, cause: error });
  }
}

async function readImage({ source, ...block }: Block, files: InputFiles): Promise<Block> {
  const { bytes } = await files.readUploaded(readId(source));
  const type = readImageType(bytes);
  if (type === undefined) throw unsupported('The file is no image; send it as a document.');
  return { ...block, source: { type: 'base64', media_type: type, data: bytes.toString('base64') } };
}

async function readDocument(block: Block, files: InputFiles): Promise<Block> {
  const { title, context, cache_control: mark } = block;
  const text = await readSource(block, files);
  const name = typeof title === 'string' && title !== '' ? ` title=${JSON.stringify(title)}` : '';
  const about = typeof context === 'string' && context !== '' ? `${context}\n` : '';
  return {
    type: 'text',
    text: `<document${name}>\n${about}${text}\n</document>`,
    ...(mark === undefined ? {} : { cache_control: mark }),
  };
}

async function readSource({ source, title }: Block, files: InputFiles): Promise<string> {
  const { type, data, media_type: mediaType, content } = isRecord(source) ? source : {};
  switch (type) {
    case 'text':
      if (typeof data === 'string') return data;
      break;
    case 'content':
      return readTexts(content);
    case 'file':
      return files.extractText(await files.readUploaded(readId(source)));
    case 'base64':
      if (typeof data === 'string') return files.extractText(decode(data, { title, mediaType }, files));
      break;
    default:
  }
  throw unsupported(
    'A document must have a source of type base64, text, content or file; the gateway fetches no URLs.',
  );
}

function decode(
  data: string,
  { title, mediaType }: { readonly title: unknown; readonly mediaType: unknown },
  files: InputFiles,
): AttachedFile {
  if (NOT_BASE64.test(data)) throw unsupported('The data of a document must be base64.');
  files.admit(Buffer.byteLength(data, 'base64'));
  return {
    name: typeof title === 'string' ? title : '',
    mediaType: typeof mediaType === 'string' ? mediaType.toLowerCase() : '',
    bytes: Buffer.from(data, 'base64'),
  };
}

function readTexts(content: unknown): string {
  if (typeof content === 'string') return content;
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  return blocks
    .map((block) => {
      if (isRecord(block) && typeof block.text === 'string') return block.text;
      throw unsupported('The content of a document may be texts only.');
    })
    .join('\n');
}

function readId(source: unknown): string {
  const id = isRecord(source) ? source.file_id : undefined;
  if (typeof id === 'string') return id;
  throw unsupported('A source of type file must have the file_id of an upload.');
}
