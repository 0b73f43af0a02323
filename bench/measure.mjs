import { setTimeout as sleep } from 'node:timers/promises';
import { readCpuMicroseconds, readPeakMemory } from './process-figures.mjs';

/** What is left to do after the last answer (log lines, timers) belongs to the requests. */
const SETTLE_MS = 50;

/**
 * Measures both servers in turn, so that whatever else the machine does hits both alike.
 * @returns figures of the floor and of the gateway, and the ratios of their CPU times.
 */
export async function measure(scenario, { floor, gateway, load, rounds, isQuick }) {
  const count = isQuick ? Math.ceil(scenario.requests / 4) : scenario.requests;
  const warmUp = isQuick ? Math.ceil(scenario.warmUp / 10) : scenario.warmUp;
  for (const server of [floor, gateway]) {
    const isFloor = server === floor;
    await load.run({ origin: server.origin, name: scenario.name, count: warmUp, isFloor });
  }
  const pairs = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({
      floor: await measureRound(floor, scenario.name, { load, count, isFloor: true }),
      gateway: await measureRound(gateway, scenario.name, { load, count }),
    });
  }
  const ofFloor = pairs.map((pair) => pair.floor);
  const ofGateway = pairs.map((pair) => pair.gateway);
  return {
    scenario,
    floor: summarize(floor, ofFloor),
    gateway: summarize(gateway, ofGateway),
    medianRatio: median(pairs.map((pair) => pair.gateway.cpu / pair.floor.cpu)),
    cheapestRatio: meanOfCheapest(ofGateway) / meanOfCheapest(ofFloor),
  };
}

async function measureRound(server, name, { load, ...task }) {
  const before = readCpuMicroseconds(server.pid);
  const { p50, p99, perSecond } = await load.run({ origin: server.origin, name, ...task });
  await sleep(SETTLE_MS);
  return { cpu: (readCpuMicroseconds(server.pid) - before) / task.count, p50, p99, perSecond };
}

function summarize(server, rounds) {
  const medianOf = (field) => median(rounds.map((round) => round[field]));
  return {
    cpu: medianOf('cpu'),
    p50: medianOf('p50'),
    p99: medianOf('p99'),
    perSecond: medianOf('perSecond'),
    peakMemory: readPeakMemory(server.pid),
    startUpMs: server.startUpMs,
  };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function meanOfCheapest(rounds) {
  const cheapest = rounds
    .map((round) => round.cpu)
    .sort((a, b) => a - b)
    .slice(0, 3);
  return cheapest.reduce((sum, value) => sum + value, 0) / cheapest.length;
}
