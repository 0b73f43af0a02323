import type { Readable } from 'node:stream';
import type { Observable } from 'rxjs';
import type { Call } from './call.js';
import type { ListQuery, ObjectPage, StoredObject } from './stored-objects.js';

/** OpenAI's file object. */
export interface FileObject extends StoredObject {
  readonly object: 'file';
  readonly bytes: number;
  readonly filename: string;
  readonly purpose: string;
}

export interface DeletedFile {
  readonly id: string;
  readonly object: 'file';
  readonly deleted: boolean;
}

/** A file on its way to an upstream. */
export interface FileUpload {
  readonly purpose: string;
  readonly filename: string;
  readonly contentType: string;
  /** Read at the upstream's pace, and destroyed where that fails. An error of it aborts the upload. */
  readonly content: Readable;
  /** Bytes of the content, where they are known; the upload is chunked where they are not. */
  readonly length?: number;
  /** Further fields of the form. */
  readonly fields: readonly FormField[];
  /** Of a file without a known length: asked when the content has ended, for fields that came after it. Failing aborts the upload. */
  readonly readLateFields?: () => Promise<readonly FormField[]>;
}

export type FormField = readonly [name: string, value: string];

/** The bytes of a file. */
export interface FileContent {
  /** 200, or 206 where a part was asked for. */
  readonly status: number;
  /** Those that describe the content. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** Has to be read or destroyed; destroying it ends the upstream request. Fails where the upstream breaks off. */
  readonly body: Readable;
}

/**
 * Files that an upstream keeps. Every Observable is cold and emits once; unsubscribing aborts the upstream request. They fail
 * with GatewayErrors, `not_found` for an id that the upstream does not know.
 */
export interface FilesCapability {
  /** What files may be uploaded for; empty where that is not known. */
  readonly purposes: readonly string[];
  upload(file: FileUpload, call: Call): Observable<FileObject>;
  list(query: ListQuery, call: Call): Observable<ObjectPage<FileObject>>;
  retrieve(id: string, call: Call): Observable<FileObject>;
  delete(id: string, call: Call): Observable<DeletedFile>;
  /** `headers` are conditions of the client's, such as `range`. */
  readContent(id: string, headers: Readonly<Record<string, string>>, call: Call): Observable<FileContent>;
}
