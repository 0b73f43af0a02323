import { GatewayError } from '../../contracts/gateway-error.js';
import type { AttachedFile, TextExtractor } from '../../contracts/text-extractor.js';

/** More text than any context window holds. */
const MOST_BYTES = 8 * 1024 * 1024;
const PDF_MARK = '%PDF-';

/** Reads files that are text already, whatever they are called: UTF-8, or UTF-16 with a mark. */
export const TEXT_FILES: TextExtractor = {
  extract: (file) =>
    new Promise((resolve) => {
      resolve(readText(file));
    }),
};

function readText({ bytes }: AttachedFile): string {
  if (bytes.length > MOST_BYTES) throw unsupported(`The file is larger than ${MOST_BYTES} bytes.`);
  if (bytes.toString('latin1', 0, PDF_MARK.length) === PDF_MARK) {
    throw unsupported('PDF files cannot be read here; send their text.');
  }
  const text = decode(bytes);
  if (text === undefined || text.includes('\0')) {
    throw unsupported('The file is not a text; only text files can be read here.');
  }
  return text;
}

function decode(bytes: Buffer): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function unsupported(message: string): GatewayError {
  return new GatewayError('unsupported_file', message);
}
