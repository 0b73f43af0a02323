import type { RedisScript } from './redis-session.js';

/** A replica that has said nothing for so long is taken for dead. */
export const REPLICA_TTL_MS = 5_000;

/** All keys of the gateway are in one slot of a Redis cluster, since scripts use several of them. */
export const KEY_PREFIX = '{gateway}:';
export const REPLICAS_KEY = `${KEY_PREFIX}replicas`;

/**
 * KEYS: the replicas, by the time of their last sign of life. ARGV: this one, what it was before or '', TTL in ms. Returns
 * whether it is new, and how many there are.
 */
export const REPLICA_BEAT: RedisScript = {
  name: 'gatewayReplicaBeat',
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[2] ~= '' then redis.call('ZREM', KEYS[1], ARGV[2]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[3])
local isNew = redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3] * 10)
return {isNew, redis.call('ZCARD', KEYS[1])}
`,
};
