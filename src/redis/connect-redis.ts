import type { Redis } from 'ioredis';

const CONNECT_TIMEOUT_MS = 1_000;

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
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect();
    // What connect() itself says is only that the connection was closed.
    throw reason ?? error;
  }
}
