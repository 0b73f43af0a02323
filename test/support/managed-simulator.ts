import { resolve } from 'node:path';
import { cleanEnvironment, createEmptyDirectory, ManagedProcess } from '../../scripts/managed-process.mjs';

export interface ManagedSimulator {
  readonly origin: string;
  /** What BAILIAN_BASE_URL is set to. */
  readonly baseUrl: string;
  /** Every request it received, oldest first. */
  requests(): Promise<readonly RecordedRequest[]>;
  /** Resolves with the newest request that fits, as soon as there is one. */
  waitForRequest(fits: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  /** Queues a fault for the next matching requests; see docs/simulator.md. */
  inject(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** Forgets requests and faults. */
  reset(): Promise<void>;
  /** Its own account of tokens. */
  usage(): Promise<readonly RecordedUsage[]>;
  stop(): Promise<void>;
}

export interface RecordedRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly outcome: 'open' | 'completed' | 'aborted';
  readonly status: number;
}

export interface RecordedUsage {
  readonly requestId: string;
  readonly model: string;
  readonly usage: Readonly<Record<string, unknown>>;
}

const POLL_MS = 10;
const PATIENCE_MS = 10_000;

/** The built simulator as its own process on a free port. */
export async function startSimulator(): Promise<ManagedSimulator> {
  const simulator = new ManagedProcess(process.execPath, [resolve('dist/simulator/main.js')], {
    cwd: createEmptyDirectory(),
    env: cleanEnvironment({ SIMULATOR_PORT: '0' }) as NodeJS.ProcessEnv,
  });
  const origin = (await simulator.waitForLine(
    (line: string) => /^simulator listening on (http:\S+)$/.exec(line)?.[1],
  )) as string;
  const control = `${origin}/_simulator`;
  const requests = async (): Promise<readonly RecordedRequest[]> => readJson(`${control}/requests`);
  return {
    origin,
    baseUrl: `${origin}/compatible-mode/v1`,
    requests,
    waitForRequest: async (fits) => {
      for (let left = PATIENCE_MS / POLL_MS; left > 0; left -= 1) {
        const found = (await requests()).findLast(fits);
        if (found !== undefined) return found;
        await new Promise((done) => setTimeout(done, POLL_MS));
      }
      throw new Error(`the simulator saw no such request, but ${JSON.stringify(await requests())}`);
    },
    inject: async (fault) => {
      await expectOk(
        fetch(`${control}/faults`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(fault),
        }),
      );
    },
    reset: async () => {
      await expectOk(fetch(`${control}/requests`, { method: 'DELETE' }));
    },
    usage: () => readJson(`${control}/usage`),
    stop: () => simulator.stop(),
  };
}

async function readJson<Value>(url: string): Promise<Value> {
  const response = await fetch(url);
  return (await response.json()) as Value;
}

async function expectOk(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  const text = await response.text();
  if (!response.ok) throw new Error(`the simulator answered ${response.status}: ${text}`);
}
