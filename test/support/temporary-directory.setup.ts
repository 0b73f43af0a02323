import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One place for the files of a whole run, removed at its end: Vitest ends its workers without their exit handlers. */
export default function setup(): () => void {
  const directory = mkdtempSync(join(tmpdir(), 'bailian-gateway-test-'));
  process.env.TMPDIR = directory;
  return () => {
    rmSync(directory, { recursive: true, force: true });
  };
}
