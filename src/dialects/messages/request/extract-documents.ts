import { asGatewayError, GatewayError } from '../../../contracts/gateway-error.js';
import type { MessageParam, MessagesRequest } from '../../../contracts/messages.js';
import type { TextExtractor } from '../../../contracts/text-extractor.js';
import { isRecord } from '../../is-record.js';
import type { Block } from './read-content.js';

const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;

/** Whether a request of a client, which nobody has checked yet, carries documents. */
export function hasDocuments({ messages }: MessagesRequest): boolean {
  return messages.some(({ content }) => listsDocument(content));
}

/** The request with the text of documents in their place. @throws GatewayError 400 `unsupported_file` that names the block. */
export async function extractDocuments(
  request: MessagesRequest,
  extractor: TextExtractor,
): Promise<MessagesRequest> {
  const messages: MessageParam[] = [];
  for (const [index, message] of request.messages.entries()) {
    const { content } = message;
    const path = `messages[${index}].content`;
    messages.push(
      listsDocument(content) ? { ...message, content: await readBlocks(content, path, extractor) } : message,
    );
  }
  return { ...request, messages };
}

function listsDocument(content: unknown): content is readonly unknown[] {
  return Array.isArray(content) && content.some((block) => isDocument(block) || hasInner(block));
}

function isDocument(block: unknown): block is Block {
  return isRecord(block) && block.type === 'document';
}

/** A result of a tool with documents in it. */
function hasInner(block: unknown): block is Block & { readonly content: readonly unknown[] } {
  return isRecord(block) && block.type === 'tool_result' && listsDocument(block.content);
}

/** One after the other: each may be large. */
async function readBlocks(
  blocks: readonly unknown[],
  path: string,
  extractor: TextExtractor,
): Promise<unknown[]> {
  const read: unknown[] = [];
  for (const [index, block] of blocks.entries()) {
    const at = `${path}[${index}]`;
    if (isDocument(block)) read.push(await readDocument(block, at, extractor));
    else if (hasInner(block)) {
      read.push({ ...block, content: await readBlocks(block.content, `${at}.content`, extractor) });
    } else read.push(block);
  }
  return read;
}

async function readDocument(block: Block, path: string, extractor: TextExtractor): Promise<Block> {
  const { title, context, cache_control: mark } = block;
  const text = await readSource(block, path, extractor);
  const name = typeof title === 'string' && title !== '' ? ` title=${JSON.stringify(title)}` : '';
  const about = typeof context === 'string' && context !== '' ? `${context}\n` : '';
  return {
    type: 'text',
    text: `<document${name}>\n${about}${text}\n</document>`,
    ...(mark === undefined ? {} : { cache_control: mark }),
  };
}

async function readSource({ source, title }: Block, path: string, extractor: TextExtractor): Promise<string> {
  const { type, data, media_type: mediaType, content } = isRecord(source) ? source : {};
  if (type === 'text' && typeof data === 'string') return data;
  if (type === 'content') return readInner(content, path);
  if (type !== 'base64' || typeof data !== 'string') {
    throw unsupported(
      path,
      'must carry its data (source base64, text or content); URLs and ids of files are not read here.',
    );
  }
  if (NOT_BASE64.test(data)) throw unsupported(path, 'must have its data in base64.');
  try {
    return await extractor.extract({
      name: typeof title === 'string' ? title : '',
      mediaType: typeof mediaType === 'string' ? mediaType.toLowerCase() : '',
      bytes: Buffer.from(data, 'base64'),
    });
  } catch (error) {
    const { kindName, message } = asGatewayError(error);
    throw new GatewayError(kindName, message, { param: path, cause: error });
  }
}

function readInner(content: unknown, path: string): string {
  if (typeof content === 'string') return content;
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  return blocks
    .map((block) => {
      if (isRecord(block) && typeof block.text === 'string') return block.text;
      throw unsupported(path, 'may have texts only in its source.content.');
    })
    .join('\n');
}

function unsupported(path: string, what: string): GatewayError {
  return new GatewayError('unsupported_file', `${path} ${what}`, { param: path });
}
