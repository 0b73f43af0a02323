import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { MAX_UPLOAD_BYTES } from './file-purposes.js';

/** One part of a form, without its content where that is a file. */
export type UploadPart =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string;
      readonly filename: string;
      readonly contentType: string;
      /** What has arrived; both are there once all has. */
      bytes?: number;
      sha256?: string;
    };

export interface ArrivedFile {
  readonly filename: string;
  readonly path: string;
  readonly bytes: number;
  /** It was larger than anything may be, and the rest was thrown away. */
  readonly isCut: boolean;
}

/**
 * Writes the files of a form to disk as they arrive, in whatever order the parts come, no faster than the disk takes them.
 * `parts` grows meanwhile. A form that breaks off or cannot be read leaves nothing on the disk.
 * @throws Error where the form is no form, or ends too early.
 */
export async function receiveUpload(
  request: IncomingMessage,
  createPath: () => string,
  parts: UploadPart[],
): Promise<readonly ArrivedFile[]> {
  const form = busboy({
    headers: request.headers,
    defParamCharset: 'utf8',
    limits: { fileSize: MAX_UPLOAD_BYTES + 1 },
  });
  const arriving: Promise<ArrivedFile>[] = [];
  const paths: string[] = [];
  form.on('field', (name, value) => parts.push({ name, value }));
  form.on('file', (name, content, { filename = '', mimeType }) => {
    const part: UploadPart = { name, filename, contentType: mimeType };
    const path = createPath();
    parts.push(part);
    paths.push(path);
    const saving = saveFile(content, path, part);
    saving.catch((error: unknown) => form.destroy(error instanceof Error ? error : undefined));
    arriving.push(saving);
  });
  try {
    await pipeline(request, form);
    return await Promise.all(arriving);
  } catch (error) {
    await Promise.allSettled(arriving);
    await Promise.all(paths.map((path) => rm(path, { force: true })));
    throw error;
  }
}

async function saveFile(
  content: Readable & { truncated?: boolean },
  path: string,
  part: Extract<UploadPart, { filename: string }>,
): Promise<ArrivedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  content.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  await pipeline(content, createWriteStream(path));
  part.bytes = bytes;
  part.sha256 = hash.digest('hex');
  return { filename: part.filename, path, bytes, isCut: content.truncated === true };
}
