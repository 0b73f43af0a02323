const MEGABYTE = 1024 * 1024;
const IMAGE = /\.(?:bmp|gif|jpe?g|png)$/i;

interface FilePurpose {
  /** Of the ids of its files. */
  readonly prefix: string;
  readonly maxBytes: number;
  readonly maxImageBytes?: number;
}

/** What a file may be uploaded for. */
export const UPLOAD_PURPOSES: ReadonlyMap<string, FilePurpose> = new Map<string, FilePurpose>([
  ['file-extract', { prefix: 'file-fe', maxBytes: 150 * MEGABYTE, maxImageBytes: 20 * MEGABYTE }],
  ['batch', { prefix: 'file-batch', maxBytes: 500 * MEGABYTE }],
  ['fine-tune', { prefix: 'file-ft', maxBytes: 300 * MEGABYTE }],
]);

/** The purpose of what a batch wrote, errors too; the only files whose content can be read. */
export const RESULT_PURPOSE = 'batch_output';
export const RESULT_PREFIX = 'file-batch_output';

/** More than this is not even kept while it arrives. */
export const MAX_UPLOAD_BYTES = 500 * MEGABYTE;

export function isTooLarge(purpose: FilePurpose, filename: string, bytes: number): boolean {
  const { maxBytes, maxImageBytes = maxBytes } = purpose;
  return bytes > (IMAGE.test(filename) ? maxImageBytes : maxBytes);
}
