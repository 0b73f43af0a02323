import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const STOP_PATIENCE_MS = 5_000;
const KEPT_LINES = 200;
const NEEDED_VARIABLES =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|SYSTEMROOT|LANG|LC_\w+|TZ|TERM|NODE_\w+|LD_LIBRARY_PATH)$/i;

/** Only what Node itself needs: settings that a user has for a gateway of their own must not reach the ones we start. */
export function cleanEnvironment(additions) {
  const inherited = Object.entries(process.env).filter(([name]) => NEEDED_VARIABLES.test(name));
  return { ...Object.fromEntries(inherited), ...additions };
}

const directories = new Set();
const children = new Set();

// However this process ends (a reader of its output may leave), nothing of ours is left behind.
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A working directory without .env, config.yaml or data of the user; removed when this process exits. */
export function createEmptyDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'bailian-gateway-'));
  directories.add(directory);
  return directory;
}

/** A loopback port that was free a moment ago. Rejects if `wanted` is given and is taken. */
export async function findFreePort(wanted = 0) {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once('error', reject).listen(wanted, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A child process whose output lines are kept, and which is stopped by its own id. */
export class ManagedProcess {
  lines = [];
  #watchers = new Set();

  constructor(command, args, options = {}) {
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    children.add(this.child);
    this.child.once('exit', () => children.delete(this.child));
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#keep(line));
    }
  }

  get pid() {
    return this.child.pid;
  }

  /** Resolves with what `pick` makes of the first line it accepts; rejects when the process ends or time is up. */
  async waitForLine(pick, patienceMs = 30_000) {
    let watcher;
    const found = new Promise((resolve) => {
      watcher = (line) => {
        const value = pick(line);
        if (value !== undefined) resolve(value);
      };
      this.lines.forEach(watcher);
      this.#watchers.add(watcher);
    });
    try {
      return await this.#orFailure(found, patienceMs);
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  /** Resolves with the first answer 200 of the address. */
  async waitForOk(url, patienceMs = 30_000) {
    let isOver = false;
    const poll = async () => {
      while (!isOver) {
        const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
        await response?.body?.cancel();
        if (response?.ok) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    try {
      await this.#orFailure(poll(), patienceMs);
    } finally {
      isOver = true;
    }
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await this.ended;
    clearTimeout(timer);
  }

  #keep(line) {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    for (const watcher of this.#watchers) watcher(line);
  }

  async #orFailure(promise, patienceMs) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(this.#failure(`not ready after ${patienceMs / 1000} s`)), patienceMs);
    });
    const early = this.ended.then((how) => Promise.reject(this.#failure(`ended early (${how})`)));
    try {
      return await Promise.race([promise, late, early]);
    } finally {
      clearTimeout(timer);
      early.catch(() => undefined);
    }
  }

  #failure(what) {
    const name = this.child.spawnargs.slice(-1)[0];
    return new Error([`${name}: ${what}`, ...this.lines.slice(-20)].join('\n  '));
  }
}
