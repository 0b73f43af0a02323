import { readFileSync } from 'node:fs';

/** The resident memory of a process, in bytes. */
export function readResidentMemory(pid: number | undefined): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
