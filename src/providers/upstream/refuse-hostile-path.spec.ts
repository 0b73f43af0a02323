import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../contracts/gateway-error.js';
import { refuseHostilePath } from './refuse-hostile-path.js';

describe('refuseHostilePath', () => {
  it.each([
    '/chat/completions',
    '/files/file-batch-1.2.3/content',
    '/api/v1/services/aigc/text-generation/generation',
    '/models/siliconflow%20x',
    '/a/.well-known/b..c/...',
    '/models/x:predict',
    '/v1/%E4%BD%A0',
    '/100%25',
    '/a%20b%2Bc',
  ])('lets %s pass', (path) => {
    expect(() => {
      refuseHostilePath(path);
    }).not.toThrow();
  });

  it('says what a path means to a server that decodes everything', () => {
    expect(refuseHostilePath('/a/%74%6Fkens')).toBe('/a/tokens');
    expect(refuseHostilePath('/a/%2574okens')).toBe('/a/tokens');
    expect(refuseHostilePath('/100%25')).toBe('/100%');
  });

  it.each([
    '',
    'http://evil.example/',
    '//evil.example/x',
    '/a//b',
    '/../x',
    '/a/..',
    '/a/./b',
    '/a/..;/b',
    '/.',
    '/a/%2e%2e/b',
    '/a/%2E%2e/b',
    '/a/.%2e/b',
    '/a%2fb',
    '/a%5cb',
    '/a\\b',
    '/a%252e%252e/b',
    '/a%25252fb',
    '/a%00',
    '/a%0d%0aHost:%20evil',
    '/a\r\nHost: evil',
    '/a b',
    '/a\tb',
    '/a#b',
    '/a%23b',
    '/a%3fb',
    '/a@evil.example/b',
    '/user:password%40evil.example',
    '/%c0%ae%c0%ae/b',
    '/%e0%80%af',
    '/%25%32%65%25%32%65/b',
    '/a%25%32%66b',
    '/a;b/c',
    '/a%3b/c',
    '/a%2525252561',
    '/%c1%9c',
    '/a%',
    '/a%zz',
    '/a%e',
    '/ä',
    '/\u0000',
    '/a\u2028b',
  ])('refuses %j', (path) => {
    expect(() => {
      refuseHostilePath(path);
    }).toThrow(GatewayError);
  });
});
