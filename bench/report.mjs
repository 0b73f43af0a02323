import { GROWTH_LIMIT } from './large-files.mjs';
import { MEMORY_LIMIT } from './slow-readers.mjs';

const COLUMNS = [
  ['scenario', ({ scenario }) => `${scenario.title}, ${scenario.connections} connections`],
  ['CPU per request, floor', ({ floor }) => `${floor.cpu.toFixed(0)} us`],
  ['gateway', ({ gateway }) => `${gateway.cpu.toFixed(0)} us`],
  ['ratio, median of pairs', ({ medianRatio }) => `**${medianRatio.toFixed(2)}**`],
  ['ratio, 3 cheapest', ({ cheapestRatio }) => cheapestRatio.toFixed(2)],
  ['p50 / p99, floor', ({ floor }) => latencies(floor)],
  ['gateway', ({ gateway }) => latencies(gateway)],
  [
    'added',
    ({ floor, gateway }) => latencies({ p50: gateway.p50 - floor.p50, p99: gateway.p99 - floor.p99 }),
  ],
  ['peak memory, floor', ({ floor }) => `${floor.peakMemory.toFixed(0)} MiB`],
  ['gateway', ({ gateway }) => `${gateway.peakMemory.toFixed(0)} MiB`],
  ['start to ready, floor', ({ floor }) => `${floor.startUpMs.toFixed(0)} ms`],
  ['gateway', ({ gateway }) => `${gateway.startUpMs.toFixed(0)} ms`],
];

function latencies({ p50, p99 }) {
  return `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

export function formatComparison(results) {
  return [
    row(COLUMNS.map(([title]) => title)),
    row(COLUMNS.map(() => '---')),
    ...results.map((result) => row(COLUMNS.map(([, format]) => format(result)))),
  ].join('\n');
}

export function formatSlowReaders({ clients, events, before, peak, stalled, closed, isOk }) {
  return [
    row([
      'slow readers',
      'memory before',
      'peak',
      'limit',
      'streams held open',
      'closed upstream',
      'verdict',
    ]),
    row(Array(7).fill('---')),
    row([
      `${clients} clients, ${events} events each`,
      `${before.toFixed(0)} MiB`,
      `${peak.toFixed(0)} MiB`,
      `${MEMORY_LIMIT} MiB`,
      stalled,
      closed,
      isOk ? 'ok' : 'FAILED',
    ]),
  ].join('\n');
}

export function formatLargeFiles(results) {
  return [
    row(['500 MB', 'idle memory', 'growth', 'limit', 'time', 'CPU time', 'MB per CPU second', 'verdict']),
    row(Array(8).fill('---')),
    ...results.map(({ name, idle, growth, seconds, cpuSeconds, megabytes, isOk }) =>
      row([
        name,
        `${idle.toFixed(0)} MiB`,
        `${growth.toFixed(0)} MiB`,
        `${GROWTH_LIMIT} MiB`,
        `${seconds.toFixed(1)} s`,
        `${cpuSeconds.toFixed(1)} s`,
        (megabytes / cpuSeconds).toFixed(0),
        isOk ? 'ok' : 'FAILED',
      ]),
    ),
  ].join('\n');
}
