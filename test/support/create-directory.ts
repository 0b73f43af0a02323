import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';

/** A directory with these files; removed when this process exits. */
export function createDirectory(files: Readonly<Record<string, string>>): string {
  const directory = createEmptyDirectory();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}
