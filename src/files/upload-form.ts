import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { FormField } from '../contracts/files.js';
import { GatewayError } from '../contracts/gateway-error.js';

/** The file of a form, not read yet. */
export interface FormFile {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Readable;
  /** Those that came before it. */
  readonly fields: readonly FormField[];
}

/** A multipart form with one file, its parts in any order, read no faster than its file is. */
export interface UploadForm {
  /** As far as they have come. */
  readonly fields: readonly FormField[];
  /** Resolves when the file begins. @throws GatewayError 400 where there is none. */
  readonly file: Promise<FormFile>;
  /** Resolves when the form is complete. @throws GatewayError 400 where it breaks off or has something wrong. */
  readonly end: Promise<void>;
  /** Has to be called when the form is of no more use; what is left of it is thrown away. */
  readonly close: () => void;
}

const FILE_FIELD = 'file';
const LIMITS = { fields: 32, fieldSize: 64 * 1024, headerPairs: 100 };
const NOT_A_FILE = 'file must be a file, with a file name: in curl -F file=@input.jsonl.';
const SEND_A_FORM =
  'Send the file as multipart/form-data with a boundary, as OpenAI\'s libraries and "curl -F file=@input.jsonl -F purpose=batch" do.';

/** @throws GatewayError 400 for a body that is no form. */
export function openUploadForm(request: IncomingMessage): UploadForm {
  const form = createParser(request);
  const fields = collectFields(form);
  const file = awaitFile(form, fields);
  const end = new Promise<void>((resolve, reject) => {
    form.once('close', resolve).once('error', (error) => {
      reject(toFormError(error));
    });
  });
  // Whoever waits for one of them may have given up before the other fails.
  for (const promise of [file, end]) promise.catch(() => undefined);
  const leave = (): void => {
    if (!request.complete) form.destroy(invalid('The upload broke off.'));
  };
  request.once('close', leave);
  request.pipe(form);
  return {
    fields,
    file,
    end,
    close: () => {
      request.off('close', leave);
      request.unpipe(form);
      form.destroy();
      request.resume();
    },
  };
}

function awaitFile(form: busboy.Busboy, fields: readonly FormField[]): Promise<FormFile> {
  return new Promise((resolve, reject) => {
    let hasFile = false;
    form.on('file', (name, content, { filename, mimeType }) => {
      // A file that nobody reads any more may fail, too.
      content.on('error', () => undefined);
      if (name !== FILE_FIELD) {
        form.destroy(invalid(`The part with the file must be named ${FILE_FIELD}.`, FILE_FIELD));
      } else if (hasFile) {
        form.destroy(invalid('There are two files in the form; send one at a time.', FILE_FIELD));
      } else {
        hasFile = true;
        resolve({ filename: filename ?? FILE_FIELD, contentType: mimeType, content, fields: [...fields] });
      }
    });
    form.once('error', (error) => {
      reject(toFormError(error));
    });
    form.once('close', () => {
      reject(invalid('There is no file in the form.', FILE_FIELD));
    });
  });
}

function collectFields(form: busboy.Busboy): readonly FormField[] {
  const fields: FormField[] = [];
  form.on('field', (name, value) => {
    if (name === FILE_FIELD) form.destroy(invalid(NOT_A_FILE, FILE_FIELD));
    else fields.push([name, value]);
  });
  form.on('fieldsLimit', () => {
    form.destroy(invalid(`The form has more than ${LIMITS.fields} fields.`));
  });
  return fields;
}

function createParser(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: LIMITS });
  } catch (cause) {
    throw new GatewayError('invalid_request', SEND_A_FORM, { cause });
  }
}

function invalid(message: string, param?: string): GatewayError {
  return new GatewayError('invalid_request', message, { param });
}

/** What goes wrong while a form is read, as the client is told. */
export function toFormError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const reason = error instanceof Error ? error.message : 'unknown reason';
  return new GatewayError('invalid_request', `The form cannot be read: ${reason}.`, { cause: error });
}
