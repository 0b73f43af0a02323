// node scripts/ensure-redis.mjs: installs Debian's redis-server where there is none. The tests run one; the gateway needs none.
import { spawnSync } from 'node:child_process';

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return error === undefined && status === 0;
}

function hasRedis() {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Whether there is one now. The package starts a server of its own where it can: nobody here uses it. */
export function ensureRedis() {
  if (hasRedis()) return true;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args) => run(...asRoot, 'apt-get', '-qq', ...args);
  const install = () => apt('install', '-y', '--no-install-recommends', 'redis-server');
  // The lists may be old, or not there at all.
  return (install() || (apt('update') && install())) && hasRedis();
}

if (import.meta.filename === process.argv[1] && !ensureRedis()) {
  console.error('There is no redis-server, and apt-get could not install it: install Redis 7 yourself.');
  process.exitCode = 1;
}
