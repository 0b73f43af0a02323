import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { EachIsObject } from './each-is-object.decorator.js';

class Subject {
  @EachIsObject()
  list: unknown;

  constructor(list: unknown) {
    this.list = list;
  }
}

function problems(list: unknown): string[] {
  return validateSync(new Subject(list)).flatMap(({ constraints }) => Object.values(constraints ?? {}));
}

describe('EachIsObject', () => {
  it.each([[[]], [[{}]], [[{ a: 1 }, {}]]])('takes %j', (list) => {
    expect(problems(list)).toEqual([]);
  });

  it.each([
    [['a'], 'list[0] must be an object'],
    [[{}, null, 7], 'list[1] must be an object'],
    [[{}, []], 'list[1] must be an object'],
    ['a', 'list[0] must be an object'],
    [undefined, 'list[0] must be an object'],
  ])('refuses %j and names the first entry that is wrong', (list, message) => {
    expect(problems(list)).toEqual([message]);
  });
});
