import type { Redis } from 'ioredis';

/** Run by Redis as one step: nothing else happens in between. Keys and arguments are numbered from 1 in it. */
export interface RedisScript {
  /** Unique over all scripts. */
  readonly name: string;
  readonly lua: string;
}

type Evaluate = (...args: readonly (string | number)[]) => Promise<unknown>;

interface Waiting {
  readonly sentAt: number;
  readonly reject: (error: Error) => void;
}

/** No command is waited for longer than this. */
export const COMMAND_TIMEOUT_MS = 50;

/** Redis cannot be used just now; what it was to decide is decided without it. */
export class RedisGone extends Error {
  override readonly name = 'RedisGone';
}

/**
 * One connection, from its opening to its first failure. A command that fails or is late ends it, and every command that
 * still waits fails with it, so that nobody waits longer than for one of them.
 */
export class RedisSession {
  private readonly defined = new Set<string>();
  /** In the order in which they were sent, which is that of the answers. */
  private readonly waiting = new Set<Waiting>();
  private timer?: NodeJS.Timeout;
  private failure?: RedisGone;

  private readonly endListeners: ((error: RedisGone) => void)[] = [];

  constructor(private readonly client: Redis) {
    client.on('error', this.end);
    client.on('close', () => {
      this.end(new RedisGone('the connection was closed'));
    });
  }

  /** The result of a script. @throws RedisGone, at the latest after COMMAND_TIMEOUT_MS. */
  evaluate(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]) {
    if (!this.defined.has(script.name)) {
      this.client.defineCommand(script.name, { lua: script.lua });
      this.defined.add(script.name);
    }
    return this.send(() => {
      const evaluate = (this.client as unknown as Record<string, Evaluate>)[script.name];
      return evaluate?.call(this.client, keys.length, ...keys, ...values) ?? Promise.resolve();
    });
  }

  /** The same for a command of Redis' own. */
  send(command: (client: Redis) => Promise<unknown>): Promise<unknown> {
    const { failure } = this;
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      const entry: Waiting = { sentAt: performance.now(), reject };
      this.waiting.add(entry);
      this.timer ??= setTimeout(this.look, COMMAND_TIMEOUT_MS);
      command(this.client).then(
        (reply) => {
          this.waiting.delete(entry);
          resolve(reply);
        },
        (error: unknown) => {
          this.end(error as Error);
        },
      );
    });
  }

  onEnd(listener: (error: RedisGone) => void): void {
    this.endListeners.push(listener);
  }

  /** Closes the connection; commands that wait fail with this. Only the first call counts. */
  readonly end = (error: Error): void => {
    if (this.failure !== undefined) return;
    this.failure = error instanceof RedisGone ? error : new RedisGone(error.message, { cause: error });
    clearTimeout(this.timer);
    this.client.disconnect();
    for (const { reject } of this.waiting) reject(this.failure);
    this.waiting.clear();
    for (const listener of this.endListeners) listener(this.failure);
  };

  /** Only the oldest command can be late. */
  private readonly look = (): void => {
    this.timer = undefined;
    const [oldest] = this.waiting;
    if (oldest === undefined) return;
    const leftMs = oldest.sentAt + COMMAND_TIMEOUT_MS - performance.now();
    if (leftMs > 0) {
      this.timer = setTimeout(this.look, leftMs);
      return;
    }
    // Where this process was busy, the answer may have come meanwhile: sockets are read before this runs.
    setImmediate(() => {
      if (this.waiting.has(oldest)) this.end(new RedisGone(`no answer within ${COMMAND_TIMEOUT_MS} ms`));
      else this.look();
    });
  };
}
