import type { LogEntry, ManagedGateway } from './managed-gateway.js';

/** Everything that a gateway has written, from its first line on. */
export interface ProcessOutput {
  text(): string;
  /** The lines of its log above `warn`. */
  alarms(): readonly LogEntry[];
}

const WARN = 40;

/** Keeps all output from now on; the gateway itself keeps its last lines only. */
export function recordOutput({ process }: ManagedGateway): ProcessOutput {
  const pieces = [`${process.lines.join('\n')}\n`];
  for (const stream of [process.child.stdout, process.child.stderr]) {
    stream.on('data', (bytes: Buffer) => pieces.push(bytes.toString('utf8')));
  }
  const text = (): string => pieces.join('');
  const alarms = (): readonly LogEntry[] =>
    text()
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as LogEntry)
      .filter(({ level }) => Number(level) > WARN);
  return { text, alarms };
}
