import { GatewayError } from '../../contracts/gateway-error.js';
import { readImageType } from './read-image-type.js';

/** More text than any context window holds. */
export const MOST_TEXT = 8 * 1024 * 1024;

/**
 * The text of a file that is text already, whatever it is called: UTF-8, or UTF-16 with a mark.
 * @throws GatewayError 400 `unsupported_file`
 */
export function readText(bytes: Buffer): string {
  if (bytes.length === 0) throw unsupported('The file is empty.');
  if (bytes.length > MOST_TEXT) throw tooMuchText();
  const text = decode(bytes);
  if (text !== undefined && !text.includes('\0')) return text;
  if (readImageType(bytes) !== undefined) {
    throw unsupported('The file is an image; send it as an image, not as a file.');
  }
  throw unsupported('The file is neither a text nor a PDF; only those can be read here.');
}

export function tooMuchText(): GatewayError {
  return unsupported(`The file has more than ${MOST_TEXT} bytes of text; send the part that matters.`);
}

export function unsupported(message: string, cause?: unknown): GatewayError {
  return new GatewayError('unsupported_file', message, { cause });
}

function decode(bytes: Buffer): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
