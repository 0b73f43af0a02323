import { expect, it } from 'vitest';
import { recurses } from './recurses.js';

const ref = (to: string) => ({ $ref: to });

it.each([
  [true, { type: 'object', properties: { next: ref('#') } }],
  [
    true,
    {
      $defs: { a: { properties: { b: ref('#/$defs/b') } }, b: { items: ref('#/$defs/a') } },
      ...ref('#/$defs/a'),
    },
  ],
  [
    true,
    { definitions: { 'a/b': { anyOf: [ref('#/definitions/a~1b')] } }, items: ref('#/definitions/a~1b') },
  ],
  [false, { $defs: { a: { type: 'string' } }, properties: { x: ref('#/$defs/a'), y: ref('#/$defs/a') } }],
  [false, { $defs: { a: { items: ref('#/$defs/a') } }, type: 'object' }],
  [false, { properties: { x: ref('https://example.com/s.json'), y: ref('#/nowhere') } }],
  [false, { type: 'object' }],
  [false, null],
  [false, 'x'],
])('%s: %j', (expected, schema) => {
  expect(recurses(schema)).toBe(expected);
});

it('is quick with a schema that shares much', () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `d${index}`,
      { properties: { a: ref(`#/$defs/d${index + 1}`), b: ref(`#/$defs/d${index + 1}`) } },
    ]),
  );
  expect(recurses({ $defs, ...ref('#/$defs/d0') })).toBe(false);
});
