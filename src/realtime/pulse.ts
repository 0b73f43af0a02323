import type { WebSocket } from 'ws';

/** So many intervals a peer may be silent after a ping. */
const PATIENCE = 2;

/** Pings a peer, and ends its connection once it gives no sign of life. Returns what stops that. */
export function keepAlive(socket: WebSocket, intervalMs: number): () => void {
  let unanswered = 0;
  let backlog = 0;
  const noteLife = (): void => {
    unanswered = 0;
  };
  for (const sign of ['message', 'ping', 'pong'] as const) socket.on(sign, noteLife);
  const timer = setInterval(() => {
    // One that we do not read cannot be heard, and one that takes what we wrote lives.
    const isTaking = backlog > 0 && socket.bufferedAmount < backlog;
    if (socket.isPaused || isTaking) unanswered = 0;
    backlog = socket.bufferedAmount;
    if (unanswered >= PATIENCE) {
      socket.terminate();
      return;
    }
    unanswered += 1;
    socket.ping();
  }, intervalMs);
  return () => {
    clearInterval(timer);
  };
}
