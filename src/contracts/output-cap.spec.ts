import { describe, expect, it } from 'vitest';
import { readOutputCap, writeOutputCap } from './output-cap.js';

describe('readOutputCap', () => {
  it.each([undefined, null, 'text', 7, true, [], {}, { model: 'm' }])('finds no cap in %j', (body) => {
    expect(readOutputCap(body)).toBeUndefined();
  });

  it.each([
    [{ max_tokens: 5 }, { tokens: 5, sentAs: ['max_tokens'] }],
    [{ max_completion_tokens: 6 }, { tokens: 6, sentAs: ['max_completion_tokens'] }],
    [
      { max_tokens: 5, max_completion_tokens: 6 },
      { tokens: 6, sentAs: ['max_tokens', 'max_completion_tokens'] },
    ],
    [
      { max_tokens: 5, max_completion_tokens: null },
      { tokens: 5, sentAs: ['max_tokens', 'max_completion_tokens'] },
    ],
    [{ max_tokens: null }, { tokens: undefined, sentAs: ['max_tokens'] }],
    [{ max_tokens: 'many' }, { tokens: undefined, sentAs: ['max_tokens'] }],
    [{ max_tokens: { toString: null } }, { tokens: undefined, sentAs: ['max_tokens'] }],
    [{ max_tokens: 0 }, { tokens: 0, sentAs: ['max_tokens'] }],
  ])('reads %j', (body, cap) => {
    expect(readOutputCap(body)).toEqual(cap);
  });
});

describe('writeOutputCap', () => {
  const write = (body: object, wireField: 'max_tokens' | 'max_completion_tokens') =>
    writeOutputCap(body, readOutputCap(body), wireField);

  it('renames max_tokens for an upstream that takes max_completion_tokens', () => {
    expect(write({ model: 'm', max_tokens: 5, top_k: 3 }, 'max_completion_tokens')).toEqual({
      body: { model: 'm', max_completion_tokens: 5, top_k: 3 },
      adapted: ['max_tokens'],
    });
  });

  it('lets max_completion_tokens win and removes max_tokens where the client sent both', () => {
    expect(write({ max_tokens: 5, max_completion_tokens: 6 }, 'max_completion_tokens')).toEqual({
      body: { max_completion_tokens: 6 },
      adapted: ['max_tokens'],
    });
  });

  it('renames the other way for an upstream that takes max_tokens', () => {
    expect(write({ max_completion_tokens: 6 }, 'max_tokens')).toEqual({
      body: { max_tokens: 6 },
      adapted: ['max_completion_tokens'],
    });
  });

  it('removes a foreign field that is null, and adds nothing', () => {
    expect(write({ model: 'm', max_tokens: null }, 'max_completion_tokens')).toEqual({
      body: { model: 'm' },
      adapted: ['max_tokens'],
    });
  });

  it.each([{ model: 'm' }, { max_completion_tokens: 6 }, { max_completion_tokens: null }])(
    'hands back the same body where nothing changes: %j',
    (body) => {
      const written = write(body, 'max_completion_tokens');
      expect(written.body).toBe(body);
      expect(written.adapted).toEqual([]);
    },
  );

  it('leaves the body that it was given as it is', () => {
    const body = { max_tokens: 5 };
    write(body, 'max_completion_tokens');
    expect(body).toEqual({ max_tokens: 5 });
  });
});
