import { subscribe } from 'node:diagnostics_channel';

/** A request that wants to know whether its connection is a kept-alive one. */
export interface SocketUser {
  isOnUsedSocket: boolean;
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
  const { socket } = message as { socket: object };
  if (writing !== undefined) writing.isOnUsedSocket = usedSockets.has(socket);
  writing = undefined;
  usedSockets.add(socket);
});
