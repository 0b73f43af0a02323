import { expect, it } from 'vitest';
import { createInstance } from './create-instance.js';

it('fills objects, lists and scalars within their limits', () => {
  const schema = {
    type: 'object',
    properties: {
      city: { type: 'string', minLength: 6 },
      unit: { enum: ['c', 'f'] },
      days: { type: 'integer', minimum: 3 },
      tags: { type: 'array', items: { type: 'boolean' }, minItems: 2 },
      at: { type: ['null', 'string'], format: 'date' },
    },
    required: ['city'],
  };
  expect(createInstance(schema)).toEqual({
    city: 'textxx',
    unit: 'c',
    days: 3,
    tags: [true, true],
    at: '2026-01-01',
  });
});

it('follows references, alternatives and allOf', () => {
  const schema = {
    $defs: { point: { type: 'object', properties: { x: { type: 'number' } } } },
    properties: {
      here: { $ref: '#/$defs/point' },
      there: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/point' }] },
      both: { allOf: [{ $ref: '#/$defs/point' }, { properties: { y: { const: 2 } } }] },
    },
  };
  expect(createInstance(schema)).toEqual({ here: { x: 1 }, there: { x: 1 }, both: { x: 1, y: 2 } });
});

it('comes to an end with a schema that contains itself', () => {
  const node = {
    type: 'object',
    properties: { next: { $ref: '#' }, all: { type: 'array', items: { $ref: '#' } } },
  };
  expect(() => JSON.stringify(createInstance(node))).not.toThrow();
});

it('makes an object of no schema at all for a tool without parameters', () => {
  expect(createInstance({ type: 'object' })).toEqual({});
});
