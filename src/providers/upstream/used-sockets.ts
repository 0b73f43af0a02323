import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** A request that wants to know whether its connection is a kept-alive one, and whether anything has come back on it. */
export interface SocketUser {
  isOnUsedSocket: boolean;
  countReceivedBytes: () => number;
}

const usedSockets = new WeakSet<object>();
let writing: SocketUser | undefined;

/**
 * Says that the user's request is about to be written. undici publishes the socket in the same tick, and this is the only
 * way to learn it: without it a reset of a stale connection cannot be told from a server that refuses.
 */
export function willWrite(user: SocketUser): void {
  writing = user;
}

subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { socket: Socket };
  if (writing !== undefined) {
    const before = socket.bytesRead;
    writing.isOnUsedSocket = usedSockets.has(socket);
    writing.countReceivedBytes = () => socket.bytesRead - before;
  }
  writing = undefined;
  usedSockets.add(socket);
});
