/** A file of an account. Its content is on disk. */
export interface StoredFile {
  readonly id: string;
  readonly account: string;
  readonly filename: string;
  readonly purpose: string;
  readonly bytes: number;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly path: string;
}

/** As recorded; `status_details` is something that client libraries add. */
export function renderFile(file: StoredFile): Record<string, unknown> {
  return {
    id: file.id,
    object: 'file',
    bytes: file.bytes,
    filename: file.filename,
    purpose: file.purpose,
    status: 'processed',
    created_at: file.createdAt,
  };
}
