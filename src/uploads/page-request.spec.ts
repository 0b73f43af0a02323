import { describe, expect, it } from 'vitest';
import { parsePageRequest } from './page-request.js';

const LIMITS = { usual: 20, most: 100 };

describe('parsePageRequest', () => {
  it('has the usual values', () => {
    expect(parsePageRequest({ after: '' }, LIMITS)).toEqual({ limit: 20, order: 'desc', filters: {} });
  });

  it('reads its own parameters, and keeps the others for the upstream', () => {
    const query = { after: 'x', limit: '7', order: 'asc', provider: 'p', ds_name: 'n' };
    expect(parsePageRequest(query, LIMITS)).toEqual({
      after: 'x',
      limit: 7,
      order: 'asc',
      provider: 'p',
      filters: { ds_name: 'n' },
    });
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: '1.5' }, 'limit'],
    [{ limit: '' }, 'limit'],
    [{ limit: 'x' }, 'limit'],
    [{ order: 'up' }, 'order'],
    [{ after: ['a', 'b'] }, 'after'],
  ])('refuses %j', (query, param) => {
    expect(() => parsePageRequest(query, LIMITS)).toThrow(
      expect.objectContaining({ kindName: 'invalid_request', details: { param } }),
    );
  });
});
