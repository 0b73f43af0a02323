import type { Redis } from 'ioredis';

const CONNECT_TIMEOUT_MS = 1_000;
/** Until it has answered something. */
const PATIENCE_MS = 1_500;

/**
 * A connection that is open, and neither queues nor reconnects: whoever uses it decides what happens when it is lost. The
 * library is loaded with the first.
 * @throws Error without secrets, where there is no Redis or it refuses the password.
 */
export async function connectRedis(url: string): Promise<Redis> {
  const { Redis: Client } = await import('ioredis');
  const client = new Client(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    autoResubscribe: false,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  client.on('error', (error) => {
    reason = error;
  });
  const patience = setTimeout(() => {
    client.disconnect();
  }, PATIENCE_MS);
  try {
    await client.connect();
    // Whether the password is right, only an answer tells.
    await client.ping();
    return client;
  } catch (error) {
    client.disconnect();
    // What these say themselves is only that the connection was closed.
    throw reason ?? error;
  } finally {
    clearTimeout(patience);
  }
}
