import { resolve } from 'node:path';
import { cleanEnvironment, findFreePort, ManagedProcess } from '../../scripts/managed-process.mjs';
import { createDirectory } from './create-directory.js';

export interface ManagedGateway {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** Of the management port: `http://127.0.0.1:<port>` */
  readonly management: string;
  readonly process: ManagedProcess;
  /** Resolves when /health says that it takes traffic. */
  waitForReady(): Promise<void>;
  /** The parsed log lines so far. */
  logEntries(): readonly LogEntry[];
  /** Resolves with the first entry of the log, past or to come, that fits. */
  waitForLog(fits: (entry: LogEntry) => boolean): Promise<LogEntry>;
  stop(): Promise<void>;
}

export type LogEntry = Readonly<Record<string, unknown>>;

/** The built gateway as its own process on free ports, in a directory with only these files; resolves when it listens. */
export async function startGateway(
  variables: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
): Promise<ManagedGateway> {
  const managementPort = Number(await findFreePort());
  const gateway = new ManagedProcess(process.execPath, [resolve('dist/main.js')], {
    cwd: createDirectory(files),
    env: cleanEnvironment({
      PORT: '0',
      MANAGEMENT_PORT: String(managementPort),
      LOG_FORMAT: 'json',
      ...variables,
    }) as NodeJS.ProcessEnv,
  });
  const waitForLog = async (fits: (entry: LogEntry) => boolean): Promise<LogEntry> =>
    (await gateway.waitForLine((line: string) => {
      const entry = parseEntry(line);
      return entry !== undefined && fits(entry) ? entry : undefined;
    })) as LogEntry;
  const listening = await waitForLog(({ msg }) => msg === 'listening');
  const { origin } = new URL(String(listening.url));
  const basePath = (variables.BASE_PATH ?? '').replace(/\/$/, '');
  return {
    origin,
    waitForReady: () => gateway.waitForOk(`${origin}${basePath}/health`),
    management: `http://127.0.0.1:${managementPort}`,
    process: gateway,
    logEntries: () =>
      (gateway.lines as string[]).flatMap((line): readonly LogEntry[] => toList(parseEntry(line))),
    waitForLog,
    stop: () => gateway.stop(),
  };
}

function parseEntry(line: string): LogEntry | undefined {
  return line.startsWith('{') ? (JSON.parse(line) as LogEntry) : undefined;
}

function toList<Value>(value: Value | undefined): readonly Value[] {
  return value === undefined ? [] : [value];
}
