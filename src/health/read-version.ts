import { readFileSync } from 'node:fs';

/** The version that package.json says, which lies two folders up from here, built or not. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version?: unknown }).version);
}
