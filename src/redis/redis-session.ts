import type { Redis } from 'ioredis';

/** Run by Redis as one step: nothing else happens in between. Keys and arguments are numbered from 1 in it. */
export interface RedisScript {
  /** Unique over all scripts. */
  readonly name: string;
  readonly lua: string;
}

export interface ScriptCall {
  readonly keys: readonly string[];
  readonly values: readonly (string | number)[];
  readonly onLate?: (reply: unknown) => void;
}

type Evaluate = (...args: readonly (string | number)[]) => Promise<unknown>;

interface Unanswered {
  lookedAt: number;
  /** Milliseconds in which an answer would have been noticed. */
  waitedMs: number;
  isGivenUp: boolean;
  readonly reject: (error: RedisGone) => void;
  readonly onLate?: (reply: unknown) => void;
}

const LOOK_MS = 10;
const PATIENCE_MS = 50;
/** A look that comes late, because this process was busy, counts as so much: Redis is not to blame. */
const LONGEST_LOOK_MS = 25;
/** A connection that has not answered for so long is not waited for any more. */
const LOST_MS = 500;

/** Redis cannot be used just now; what it was to decide is decided without it. */
export class RedisGone extends Error {
  override readonly name = 'RedisGone';
}

/**
 * One connection, from its opening to its first failure. Nobody waits longer than some 50 ms for it: after that it is late, and
 * should be told things but not asked, until it has answered what it was asked. If it does not, it has failed.
 */
export class RedisSession {
  /** It may be told something, but should not be asked. */
  isLate = false;
  private readonly defined = new Set<string>();
  private readonly unanswered = new Set<Unanswered>();
  private readonly endListeners: ((error: RedisGone) => void)[] = [];
  private readonly promptListeners: (() => void)[] = [];
  private timer?: NodeJS.Timeout;
  private failure?: RedisGone;

  constructor(private readonly client: Redis) {
    client.on('error', this.end);
    client.on('close', () => {
      this.end(new RedisGone('the connection was closed'));
    });
  }

  /**
   * The result of a script. Where that comes too late, `onLate` gets it; undefined where the connection failed meanwhile.
   * @throws RedisGone, after some 50 ms where there is no answer.
   */
  evaluate(script: RedisScript, { keys, values, onLate }: ScriptCall): Promise<unknown> {
    if (!this.defined.has(script.name)) {
      this.client.defineCommand(script.name, { lua: script.lua });
      this.defined.add(script.name);
    }
    return this.send(() => {
      const evaluate = (this.client as unknown as Record<string, Evaluate>)[script.name];
      return evaluate?.call(this.client, keys.length, ...keys, ...values) ?? Promise.resolve();
    }, onLate);
  }

  /** The same for a command of Redis' own. */
  send(command: (client: Redis) => Promise<unknown>, onLate?: (reply: unknown) => void): Promise<unknown> {
    const { failure } = this;
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      const entry: Unanswered = {
        lookedAt: performance.now(),
        waitedMs: 0,
        isGivenUp: false,
        reject,
        onLate,
      };
      this.unanswered.add(entry);
      this.timer ??= setTimeout(this.look, LOOK_MS);
      command(this.client).then(
        (reply) => {
          if (!this.unanswered.delete(entry)) return;
          if (entry.isGivenUp) onLate?.(reply);
          else resolve(reply);
          if (this.isLate) this.noteAnswer();
        },
        (error: unknown) => {
          this.end(error as Error);
        },
      );
    });
  }

  get isOver(): boolean {
    return this.failure !== undefined;
  }

  onEnd(listener: (error: RedisGone) => void): void {
    this.endListeners.push(listener);
  }

  /** Called each time it has caught up after it was late. */
  onPrompt(listener: () => void): void {
    this.promptListeners.push(listener);
  }

  /** Closes the connection; commands that wait fail with this. Only the first call counts. */
  readonly end = (error: Error): void => {
    if (this.failure !== undefined) return;
    this.failure = error instanceof RedisGone ? error : new RedisGone(error.message, { cause: error });
    clearTimeout(this.timer);
    this.client.disconnect();
    for (const { isGivenUp, reject, onLate } of this.unanswered) {
      if (isGivenUp) onLate?.(undefined);
      else reject(this.failure);
    }
    this.unanswered.clear();
    for (const listener of this.endListeners) listener(this.failure);
  };

  private readonly look = (): void => {
    this.timer = undefined;
    const now = performance.now();
    for (const entry of this.unanswered) {
      entry.waitedMs += Math.min(now - entry.lookedAt, LONGEST_LOOK_MS);
      entry.lookedAt = now;
    }
    const [oldest] = this.unanswered;
    if (oldest === undefined) return;
    if (oldest.waitedMs >= LOST_MS) {
      this.end(new RedisGone('it does not answer'));
      return;
    }
    if (oldest.waitedMs >= PATIENCE_MS) {
      this.isLate = true;
      this.giveUp(new RedisGone('it does not answer within 50 ms'));
    }
    this.timer = setTimeout(this.look, LOOK_MS);
  };

  private giveUp(error: RedisGone): void {
    for (const entry of this.unanswered) {
      if (entry.isGivenUp) continue;
      entry.isGivenUp = true;
      entry.reject(error);
    }
  }

  private noteAnswer(): void {
    for (const { isGivenUp } of this.unanswered) if (isGivenUp) return;
    this.isLate = false;
    for (const listener of this.promptListeners) listener();
  }
}
