// The load generator: a child of bench.mjs that is told by message what to send, so that it stays warm between the rounds.
import { Pool } from 'undici';
import { SCENARIOS } from './scenarios.mjs';

const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer sk-client' };

/** Sends one request; resolves when its answer is complete and as it should be. */
function send(pool, { path, body, check }) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let status = 0;
    pool.dispatch(
      { method: 'POST', path, headers: HEADERS, body },
      {
        onConnect: () => undefined,
        onHeaders: (code) => {
          status = code;
          return true;
        },
        onData: (bytes) => chunks.push(bytes) > 0,
        onComplete: () => {
          const text = Buffer.concat(chunks).toString();
          const problem = status === 200 ? check(text) : `status ${status}`;
          if (problem === undefined) resolve();
          else reject(new Error(`${problem}: ${text.slice(0, 300)}`));
        },
        onError: reject,
      },
    );
  });
}

async function run({ origin, name, count, isFloor = false }) {
  const found = SCENARIOS.find((candidate) => candidate.name === name);
  const scenario = isFloor ? { ...found, ...found.floor } : found;
  const pool = new Pool(origin, { connections: scenario.connections });
  const latencies = new Float64Array(count);
  let next = 0;
  const work = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      const start = performance.now();
      await send(pool, scenario);
      latencies[index] = performance.now() - start;
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: scenario.connections }, work));
  const seconds = (performance.now() - start) / 1000;
  await pool.close();
  latencies.sort();
  const quantile = (share) => latencies[Math.min(count - 1, Math.floor(count * share))];
  return { p50: quantile(0.5), p99: quantile(0.99), perSecond: count / seconds };
}

process.on('message', (task) => {
  run(task).then(
    (result) => process.send({ result }),
    (error) => process.send({ problem: error.message }),
  );
});
process.on('disconnect', () => process.exit());
