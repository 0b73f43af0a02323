import { describe, expect, it } from 'vitest';
import { findElements, findMembers, replaceSpans } from './json-spans.js';

function membersOf(text: string): unknown {
  const members = findMembers(text, 0);
  if (members === undefined) return undefined;
  return Object.fromEntries(
    [...members].map(([key, { start, end }]) => [key, JSON.parse(text.slice(start, end))]),
  );
}

function elementsOf(text: string): unknown {
  return findElements(text, 0)?.map(({ start, end }) => JSON.parse(text.slice(start, end)) as unknown);
}

const OBJECTS = [
  {},
  { a: 1 },
  { a: -1.5e-7, b: null, c: true, d: 'x' },
  { text: 'a "quoted" ] } , : \\ text\\', next: 2 },
  { 'a "key" \\': [1], usage: { prompt_tokens: 3 } },
  { data: [[1, 2], [3], []], after: [] },
  {
    data: [
      { embedding: [0.1, -2, 3e-5], index: 0 },
      { embedding: [], index: 1 },
    ],
    usage: {},
  },
  { mixed: [1, 'a]', { b: [2] }, [3, ['c']]], last: 'é漢字🏙' },
];

describe('findMembers', () => {
  it.each(OBJECTS)('finds what JSON.parse finds in %j', (value) => {
    expect(membersOf(JSON.stringify(value))).toEqual(value);
    expect(membersOf(JSON.stringify(value, null, 2))).toEqual(value);
  });

  it('keeps the last of equal keys, as JSON.parse does', () => {
    expect(membersOf('{"a":1,"a":2}')).toEqual({ a: 2 });
  });

  it.each([
    '',
    '[]',
    '"a"',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":[1',
    '{"a":"b',
    '{"a":{"b":1}',
    '{a:1}',
    '{"a":}',
  ])('finds nothing in %j', (text) => {
    expect(findMembers(text, 0)).toBeUndefined();
  });

  it.each(OBJECTS)('finds nothing in %j cut anywhere', (value) => {
    const text = JSON.stringify(value);
    for (let length = 0; length < text.length; length += 1) {
      expect(findMembers(text.slice(0, length), 0)).toBeUndefined();
    }
  });
});

describe('findElements', () => {
  it.each([[[]], [[1, 'a', null, { b: [1] }, [[]], 'é]']], [[[0.5], [1, 2]]]])(
    'finds what JSON.parse finds in %j',
    (value) => {
      expect(elementsOf(JSON.stringify(value))).toEqual(value);
      expect(elementsOf(JSON.stringify(value, null, 1))).toEqual(value);
    },
  );

  it.each(['', '{}', '[', '[1', '[1,', '[1,2', '["a]'])('finds nothing in %j', (text) => {
    expect(findElements(text, 0)).toBeUndefined();
  });
});

describe('replaceSpans', () => {
  it('replaces each span, in whatever order they come', () => {
    const replaced = replaceSpans('0123456789', [
      [{ start: 8, end: 9 }, '<8>'],
      [{ start: 0, end: 2 }, ''],
      [{ start: 4, end: 4 }, '+'],
    ]);
    expect(replaced).toBe('23+4567<8>9');
  });
});
