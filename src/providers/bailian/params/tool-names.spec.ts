import { describe, expect, it } from 'vitest';
import { toWireName, WireNames } from './tool-names.js';

describe('toWireName', () => {
  it.each(['f', 'get_weather', 'a-b', 'x'.repeat(64), 'Search', 'search_2'])('keeps %s', (name) => {
    expect(toWireName(name)).toBe(name);
  });

  it.each(['search', 'x'.repeat(65), 'a b', 'files.read', '天气', 'a/b:c'])('changes %s', (name) => {
    const wire = toWireName(name);
    expect(wire).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(wire).not.toBe('search');
    expect(toWireName(wire)).toBe(wire);
    expect(toWireName(name)).toBe(wire);
  });

  it('tells names apart that look alike', () => {
    const names = ['a b', 'a.b', 'a_b', `${'x'.repeat(70)}1`, `${'x'.repeat(70)}2`];
    expect(new Set(names.map(toWireName)).size).toBe(names.length);
  });
});

describe('WireNames', () => {
  it('remembers the way back', () => {
    const names = new WireNames();
    const [wire] = names.renameAll([{ type: 'function', function: { name: 'files.read' } }]) as [
      { function: { name: string } },
    ];
    expect(names.back.get(wire.function.name)).toBe('files.read');
  });

  it('gives back the same objects where nothing changes', () => {
    const names = new WireNames();
    const holders = [{ function: { name: 'f' } }, null, 'x', { function: { name: 7 } }, {}];
    expect(names.renameAll(holders)).toBe(holders);
    const message = { role: 'assistant', tool_calls: holders };
    expect(names.renameCalls(message)).toBe(message);
  });
});
