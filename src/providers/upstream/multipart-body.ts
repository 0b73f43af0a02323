import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FileUpload, FormField } from '../../contracts/files.js';

export interface MultipartBody {
  readonly contentType: string;
  /** Known only where the content's is. */
  readonly length?: number;
  readonly body: Readable;
}

const BOUNDARY_BYTES = 18;
const NO_FIELDS = (): Promise<readonly FormField[]> => Promise.resolve([]);

/** The form of an upload (RFC 7578): the purpose first, so that the other side may stream, too. */
export function createMultipartBody(upload: FileUpload): MultipartBody {
  const {
    purpose,
    filename,
    contentType: type,
    content,
    length,
    fields,
    readLateFields = NO_FIELDS,
  } = upload;
  const boundary = `gateway-${randomBytes(BOUNDARY_BYTES).toString('hex')}`;
  const leading: readonly FormField[] = [['purpose', purpose], ...fields];
  const head = Buffer.from(
    `${renderFields(leading, boundary)}--${boundary}\r\ncontent-disposition: form-data; name="file"; ` +
      `filename="${escapeParameter(toPlainName(filename))}"\r\ncontent-type: ${type}\r\n\r\n`,
  );
  const end = `--${boundary}--\r\n`;
  const readTail = async (): Promise<string> => `\r\n${renderFields(await readLateFields(), boundary)}${end}`;
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: length === undefined ? undefined : head.length + length + '\r\n'.length + end.length,
    body: Readable.from(join(head, content, readTail), { objectMode: false }),
  };
}

async function* join(
  head: Buffer,
  content: Readable,
  readTail: () => Promise<string>,
): AsyncGenerator<Buffer> {
  yield head;
  yield* content as AsyncIterable<Buffer>;
  yield Buffer.from(await readTail());
}

function renderFields(fields: readonly FormField[], boundary: string): string {
  return fields
    .map(
      ([name, value]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${escapeParameter(name)}"\r\n\r\n${value}\r\n`,
    )
    .join('');
}

/** As browsers write it. */
function escapeParameter(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** What follows the last slash of either kind, without characters that no name needs. */
function toPlainName(filename: string): string {
  const name = filename.replace(/^.*[/\\]/s, '').replace(/\p{Cc}/gu, '_');
  return /^\.*$/.test(name) ? 'file' : name;
}
