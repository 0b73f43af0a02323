import { describe, expect, it } from 'vitest';
import { forwardableHeaders } from './forwardable-headers.js';

describe('forwardableHeaders', () => {
  it('keeps what concerns one connection, credentials, cookies and the client on their side', () => {
    expect(
      forwardableHeaders({
        connection: ['keep-alive, X-Private', 'x-other'],
        'x-private': ['1'],
        'x-other': ['1'],
        'keep-alive': ['timeout=5'],
        'proxy-authorization': ['secret'],
        te: ['trailers'],
        trailer: ['x'],
        'transfer-encoding': ['chunked'],
        upgrade: ['h2c'],
        expect: ['100-continue'],
        authorization: ['Bearer secret'],
        'x-api-key': ['secret'],
        cookie: ['secret'],
        'set-cookie': ['a=1', 'b=2'],
        host: ['gateway'],
        forwarded: ['for=10.0.0.1'],
        'x-forwarded-for': ['10.0.0.1'],
        'x-forwarded-anything': ['x'],
        'content-type': ['application/json'],
        'x-dashscope-async': ['enable'],
      }),
    ).toEqual({ 'content-type': 'application/json', 'x-dashscope-async': 'enable' });
  });

  it('keeps a header that came twice as two', () => {
    expect(forwardableHeaders({ 'x-a': ['1', '2'], 'x-b': '3', 'x-c': undefined, 'x-d': [] })).toEqual({
      'x-a': ['1', '2'],
      'x-b': '3',
    });
  });
});
