import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';

/** A config.yaml with these lines; returns what CONFIG_FILE is set to. */
export function writeConfigFile(...lines: readonly string[]): string {
  const path = join(createEmptyDirectory(), 'config.yaml');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
