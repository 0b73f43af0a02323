import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { AttemptSettled } from '../contracts/attempt.js';
import { BoundedNames } from './bounded-names.js';
import { Distribution } from './distribution.js';
import { Instruments } from './instruments.js';
import { Tally } from './tally.js';

describe('Tally', () => {
  it('is rendered as a counter, with labels that hold any text', () => {
    const tally = new Tally({ name: 'a_total', help: 'As.', labelNames: ['x', 'y'] });
    tally.add(['1', 'quote " slash \\ line \n']);
    tally.add(['1', 'quote " slash \\ line \n'], 2);
    tally.add(['2', '']);
    expect(tally.render()).toBe(
      '# HELP a_total As.\n# TYPE a_total counter\n' +
        'a_total{x="1",y="quote \\" slash \\\\ line \\n"} 3\na_total{x="2",y=""} 1\n',
    );
  });
});

describe('Distribution', () => {
  it('has the lines that prom-client would write', async () => {
    const { Histogram } = await import('prom-client');
    const description = { name: 'd_seconds', help: 'Ds.', labelNames: ['x'], buckets: [0.1, 1, 10] };
    const registry = new Registry();
    const theirs = new Histogram({ ...description, registers: [registry] });
    const ours = new Distribution(description);
    for (const [label, value] of [
      ['a', 0.05],
      ['a', 0.1],
      ['a', 0.100_001],
      ['a', 100],
      ['b', 1],
    ] as const) {
      theirs.observe({ x: label }, value);
      ours.observe([label], value);
    }
    const lines = (text: string): readonly string[] =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.replace(/\{le="([^"]+)",x="(.)"\}/, '{x="$2",le="$1"}'))
        .sort();
    expect(lines(ours.render())).toEqual(lines(await registry.metrics()));
  });
});

describe('BoundedNames', () => {
  it('drops places in lists, and ends with other', () => {
    const names = new BoundedNames();
    expect(['max_tokens', 'messages[3].role', 'messages.12.role'].map((path) => names.bound(path))).toEqual([
      'max_tokens',
      'messages.role',
      'messages.role',
    ]);
    for (let index = 0; index < 200; index += 1) names.bound(`made_up_${index}x`);
    expect(names.bound('one_more')).toBe('other');
    expect(names.bound('max_tokens')).toBe('max_tokens');
    expect(names.bound('messages[99].role')).toBe('messages.role');
  });
});

describe('Instruments', () => {
  const SETTLED: AttemptSettled = {
    provider: 'bailian',
    model: 'qwen-plus',
    isListed: true,
    isStream: true,
    startedAt: 1_000,
    firstValueAt: 1_400,
    values: 11,
    durationMs: 2_400,
    outcome: 'completed',
    requestId: 'r',
    principal: { organisation: 'o', team: 't', key: 'k', role: 'member' },
  };

  it('fold the time between the events of a stream into one observation', async () => {
    const instruments = new Instruments();
    instruments.attemptSettled(SETTLED);
    const text = await instruments.render();
    expect(text).toContain(
      'gateway_time_to_first_chunk_seconds_sum{provider="bailian",model="qwen-plus"} 0.4',
    );
    expect(text).toContain(
      'gateway_time_between_chunks_seconds_sum{provider="bailian",model="qwen-plus"} 0.2',
    );
  });

  it.each([
    { isStream: false },
    { values: 1 },
    { outcome: 'failed' as const, errorCode: 'upstream_error' },
    { outcome: 'abandoned' as const },
  ])('know no time between events of %o', async (change) => {
    const instruments = new Instruments();
    instruments.attemptSettled({ ...SETTLED, ...change });
    expect(await instruments.render()).not.toContain('gateway_time_between_chunks_seconds_sum');
  });

  it('render 100 models on 4 routes in less than 5 ms, all of them used since the last time', async () => {
    const instruments = new Instruments();
    const use = (model: string): void => {
      for (const route of ['a', 'b', 'c', 'd']) {
        const adaptations = new Set(['max_tokens']);
        instruments.requestEnded({ route, provider: 'p', model, status: 200, seconds: 1, adaptations });
      }
      instruments.attemptSettled({ ...SETTLED, model });
    };
    const times: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      for (let model = 0; model < 100; model += 1) use(`m-${model}`);
      const start = performance.now();
      await instruments.render();
      times.push(performance.now() - start);
    }
    expect(Math.min(...times)).toBeLessThan(5);
  });
});
