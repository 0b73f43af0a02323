import { describe, expect, it } from 'vitest';
import { ANONYMOUS, createAuthenticate } from './authenticate.js';

const KEY = 'gk-0123456789';
const MASTER = { organisation: 'default', team: 'default', key: 'master', role: 'administrator' };

describe('createAuthenticate with a master key', () => {
  const authenticate = createAuthenticate(KEY);

  it.each([
    [{ authorization: `Bearer ${KEY}` }],
    [{ authorization: `bearer   ${KEY} ` }],
    [{ 'x-api-key': KEY }],
    [{ authorization: `Bearer ${KEY}`, 'x-api-key': 'another' }],
  ])('knows the administrator by %j', (headers) => {
    expect(authenticate(headers)).toEqual(MASTER);
  });

  it.each([
    [{}],
    [{ authorization: '' }],
    [{ authorization: 'Bearer ' }],
    [{ authorization: `Bearer ${KEY}x` }],
    [{ authorization: `Bearer ${KEY.slice(0, -1)}` }],
    [{ authorization: `Bearer ${KEY.toUpperCase()}` }],
    [{ authorization: `Bearer ${KEY} ${KEY}` }],
    [{ authorization: KEY }],
    [{ authorization: `Basic ${KEY}` }],
    [{ 'x-api-key': '' }],
    [{ 'x-api-key': ` ${KEY}` }],
    [{ 'x-api-key': [KEY] }],
    [{ authorization: 'Bearer another', 'x-api-key': KEY }],
  ])('refuses %j', (headers) => {
    expect(authenticate(headers)).toBeUndefined();
  });
});

describe('createAuthenticate without a master key', () => {
  it.each([[{}], [{ authorization: 'Bearer anything' }], [{ 'x-api-key': 'anything' }]])(
    'takes everybody for the anonymous member: %j',
    (headers) => {
      expect(createAuthenticate(undefined)(headers)).toBe(ANONYMOUS);
    },
  );

  it('gives the anonymous member no right of an administrator', () => {
    expect(ANONYMOUS.role).toBe('member');
  });
});
