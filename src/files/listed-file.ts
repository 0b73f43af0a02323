import type { FileObject } from '../contracts/files.js';

/** A file as clients see it: the upstream's object, and the instance that has it. */
export interface ListedFile extends FileObject {
  readonly provider: string;
}
