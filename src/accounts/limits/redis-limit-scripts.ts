import { type RedisScript } from '../../redis/redis-session.js';
import { MINUTE_MS, SLOT_MS } from './sliding-minute.js';

/**
 * A minute is a hash: by slot `<amount>:<time of the last>`, the sum of amounts in `t`, the first slot in `o`. What runs is a
 * hash of counts by replica, of which those of living replicas count. Redis' own clock is used, so that those of replicas need
 * not agree.
 */
const CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slot = math.floor(now / ${SLOT_MS})
`;

const MINUTES = `
local function parse(value)
  local amount, last = string.match(value, '^(-?%d+):(%d+)$')
  return tonumber(amount), tonumber(last)
end

local function entries(key)
  local found = {}
  local all = redis.call('HGETALL', key)
  for at = 1, #all, 2 do
    local from = tonumber(all[at])
    if from then
      local amount, last = parse(all[at + 1])
      found[#found + 1] = {from = from, amount = amount, last = last, field = all[at]}
    end
  end
  table.sort(found, function(a, b) return a.from < b.from end)
  return found
end

-- Returns the sum, and the time of the first that counts, within a slot.
local function readMinute(key)
  local sum = redis.call('HMGET', key, 't', 'o')
  if not sum[1] then return 0, now end
  local total, oldest = tonumber(sum[1]), tonumber(sum[2])
  if now < oldest * ${SLOT_MS} + ${MINUTE_MS} then return total, oldest * ${SLOT_MS} end
  local _, last = parse(redis.call('HGET', key, sum[2]))
  if now < last + ${MINUTE_MS} then return total, last end
  local gone = {}
  local first
  for _, entry in ipairs(entries(key)) do
    if entry.last + ${MINUTE_MS} <= now then
      total = total - entry.amount
      gone[#gone + 1] = entry.field
    else
      first = first or entry
    end
  end
  if not first then
    redis.call('DEL', key)
    return 0, now
  end
  redis.call('HDEL', key, unpack(gone))
  redis.call('HSET', key, 't', string.format('%.0f', total), 'o', first.field)
  return total, first.last
end

local function addToMinute(key, at, amount)
  local from = math.floor(at / ${SLOT_MS})
  local found = redis.call('HMGET', key, from, 'o')
  local before, last = 0, 0
  if found[1] then before, last = parse(found[1]) end
  redis.call('HSET', key, from, string.format('%.0f:%.0f', before + amount, math.max(at, last)))
  if not found[2] or from < tonumber(found[2]) then redis.call('HSET', key, 'o', from) end
  redis.call('HINCRBY', key, 't', amount)
  redis.call('PEXPIRE', key, ${MINUTE_MS + SLOT_MS})
end
`;

/** Longer than any request may run. */
const RUNNING_TTL_MS = 86_400_000;

/**
 * KEYS: the replicas, then one for each item. ARGV: this replica, TTL of replicas in ms, then for each item: `minute` or
 * `running`, limit, cost. Returns the slot, then for each item what is used, in how many ms some of that leaves, and in how
 * many ms the item would fit, or -1 where it fits: all are taken where all fit. Only 0 where this replica is taken for dead.
 */
export const TAKE_LIMITS: RedisScript = {
  name: 'gatewayTakeLimits',
  lua: `${CLOCK}${MINUTES}
local living = now - ARGV[2]
local function isLiving(replica)
  local seen = redis.call('ZSCORE', KEYS[1], replica)
  return seen and tonumber(seen) >= living
end
if not isLiving(ARGV[1]) then return {0} end

local function readRunning(key)
  local total = 0
  local all = redis.call('HGETALL', key)
  for at = 1, #all, 2 do
    if isLiving(all[at]) then total = total + all[at + 1] else redis.call('HDEL', key, all[at]) end
  end
  return total
end

local function waitFor(key, needed)
  for _, entry in ipairs(entries(key)) do
    needed = needed - entry.amount
    if needed <= 0 then return entry.last + ${MINUTE_MS} - now end
  end
  return ${MINUTE_MS}
end

local reply = {slot}
local fits = true
for index = 2, #KEYS do
  local key = KEYS[index]
  local at = index * 3 - 3
  local isMinute, limit, cost = ARGV[at] == 'minute', tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local used, first
  if isMinute then used, first = readMinute(key) else used = readRunning(key) end
  local wait = -1
  if used + cost > limit then
    fits = false
    wait = isMinute and waitFor(key, used + cost - limit) or 0
  end
  reply[#reply + 1] = used
  reply[#reply + 1] = isMinute and first + ${MINUTE_MS} - now or 0
  reply[#reply + 1] = wait
end
if not fits then return reply end

for index = 2, #KEYS do
  local key, at = KEYS[index], index * 3 - 3
  if ARGV[at] == 'minute' then
    addToMinute(key, now, ARGV[at + 2])
  else
    redis.call('HINCRBY', key, ARGV[1], 1)
    redis.call('PEXPIRE', key, ${RUNNING_TTL_MS})
  end
end
return reply
`,
};

/**
 * KEYS: one for each item. ARGV: this replica, then for each item: slot and difference of a minute, or -1 and -1 for what no
 * longer runs.
 */
export const SETTLE_LIMITS: RedisScript = {
  name: 'gatewaySettleLimits',
  lua: `
for index = 1, #KEYS do
  local key, slot, difference = KEYS[index], ARGV[index * 2], ARGV[index * 2 + 1]
  if slot == '-1' then
    local running = tonumber(redis.call('HGET', key, ARGV[1]) or 0)
    if running > 1 then redis.call('HINCRBY', key, ARGV[1], -1) else redis.call('HDEL', key, ARGV[1]) end
  else
    local value = redis.call('HGET', key, slot)
    if value then
      local amount, last = string.match(value, '^(-?%d+):(%d+)$')
      redis.call('HSET', key, slot, string.format('%.0f:%s', amount + difference, last))
      redis.call('HINCRBY', key, 't', difference)
    end
  end
end
`,
};

/**
 * What this replica let through on its own. KEYS: one. ARGV: `minute`, then how many ms ago and how much, again and again;
 * or `running`, this replica, how many more.
 */
export const REPORT_LIMITS: RedisScript = {
  name: 'gatewayReportLimits',
  lua: `${CLOCK}${MINUTES}
if ARGV[1] == 'running' then
  redis.call('HINCRBY', KEYS[1], ARGV[2], ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ${RUNNING_TTL_MS})
  return
end
readMinute(KEYS[1])
for at = 2, #ARGV, 2 do addToMinute(KEYS[1], now - ARGV[at], ARGV[at + 1]) end
`,
};
