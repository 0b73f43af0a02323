import { describe, expect, it } from 'vitest';
import { chooseProxy } from './choose-proxy.js';

const GENERAL = 'http://general:3128';

describe('chooseProxy', () => {
  it("prefers the instance's own proxy, whatever NO_PROXY says, also for http", () => {
    const options = { proxyUrl: 'http://own:1', httpsProxy: GENERAL, noProxy: '*' };
    expect(chooseProxy('http://a.example', options)).toBe('http://own:1');
  });

  it('takes the general proxy for https only', () => {
    expect(chooseProxy('https://a.example', { httpsProxy: GENERAL })).toBe(GENERAL);
    expect(chooseProxy('http://a.example', { httpsProxy: GENERAL })).toBeUndefined();
    expect(chooseProxy('https://a.example', {})).toBeUndefined();
  });

  it.each([
    '*',
    'a.example',
    'b.org, a.example',
    '.example',
    '*.example',
    'A.Example',
    'a.example:443',
    'x a.example',
  ])('spares a.example where NO_PROXY is %s', (noProxy) => {
    expect(chooseProxy('https://a.example', { httpsProxy: GENERAL, noProxy })).toBeUndefined();
  });

  it.each(['', ' ', 'b.example', 'xa.example', 'a.example:8443', 'example.org', 'ample'])(
    'does not where it is %j',
    (noProxy) => {
      expect(chooseProxy('https://a.example', { httpsProxy: GENERAL, noProxy })).toBe(GENERAL);
    },
  );
});
