import { chatBody, postChat } from './post-chat.js';

export interface Shot {
  readonly status: number;
  /** Milliseconds from the first byte sent to the last received. */
  readonly ms: number;
  readonly headers: Headers;
}

export interface BurstOptions {
  /** Gateways, which take turns. */
  readonly origins: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** So many at the same time. */
  readonly clients: number;
  /** Asked before each request; the burst ends when it says no. */
  readonly goesOn: (sent: number) => boolean;
  /** Between two requests of one client, in milliseconds. */
  readonly pauseMs?: number;
}

/** Chats sent by several clients at the same time, each as fast as it gets its answers. */
export async function sendBurst(options: BurstOptions): Promise<readonly Shot[]> {
  const { origins, headers = {}, body = chatBody(), clients, goesOn, pauseMs = 0 } = options;
  const shots: Shot[] = [];
  let sent = 0;
  const work = async (): Promise<void> => {
    while (goesOn(sent)) {
      const origin = origins[sent % origins.length] ?? '';
      sent += 1;
      const start = performance.now();
      const answer = await postChat(origin, body, headers);
      shots.push({ status: answer.status, ms: performance.now() - start, headers: answer.headers });
      if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs));
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  return shots;
}

export function countStatus(shots: readonly Shot[], status: number): number {
  return shots.filter((shot) => shot.status === status).length;
}
