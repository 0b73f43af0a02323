import type { Call } from './call.js';

/** Files that messages name as `fileid://<id>`, which Model Studio reads in the place of the text. */
export interface FileReferences {
  /**
   * Resolves where every one of them is there for the caller.
   * @throws GatewayError not_found, also for another team's; store_unavailable.
   */
  requireVisible(ids: Iterable<string>, call: Call): Promise<void>;
}

export const FileReferences = Symbol('FileReferences');

const REFERENCE = /fileid:\/\/([^\s"'\\]+)/gi;
const PLAIN = 'fileid:';
/** How JSON may write a plain letter otherwise. */
const ESCAPED_LETTER = '\\u00';

/** Whether JSON text may name files; cheap, and true now and then where it names none. */
export function mayNameFiles(bytes: Buffer): boolean {
  return bytes.includes(PLAIN) || bytes.includes(ESCAPED_LETTER);
}

/** The ids that the texts of a parsed value name, each once. */
export function collectFileIds(value: unknown, ids = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    for (const [, list = ''] of value.matchAll(REFERENCE)) {
      for (const id of list.split(',')) if (id !== '') ids.add(id.replace(/^fileid:\/\//i, ''));
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) collectFileIds(part, ids);
  }
  return ids;
}
