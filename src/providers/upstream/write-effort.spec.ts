import { describe, expect, it } from 'vitest';
import { writeEffort } from './write-effort.js';

const REQUEST = { model: 'm', messages: [] };

describe('writeEffort', () => {
  it.each([
    [{ isOn: true, effort: 'low', sentAs: ['reasoning.effort'] } as const, 'low'],
    [{ isOn: false, sentAs: ['reasoning.effort'] }, 'none'],
  ])('says a wish %o that was said elsewhere', (wish, effort) => {
    expect(writeEffort(REQUEST, wish)).toEqual({ ...REQUEST, reasoning_effort: effort });
  });

  it('leaves a request alone that says it itself, or says nothing', () => {
    const own = { ...REQUEST, reasoning_effort: 'high' };
    expect(writeEffort(own, { isOn: true, effort: 'low', sentAs: [] })).toBe(own);
    expect(writeEffort(REQUEST, undefined)).toBe(REQUEST);
    expect(writeEffort(REQUEST, { preserve: true, sentAs: ['preserve_thinking'] })).toBe(REQUEST);
  });
});
