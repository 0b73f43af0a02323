import { describe, expect, it } from 'vitest';
import { MasterKeyAuthenticator } from '../accounts/master-key.authenticator.js';
import { Settings } from '../config/settings.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { Authentication } from './authentication.service.js';

const KEY = 'gk-0123456789';

function identify(headers: Readonly<Record<string, string>>, settings: Partial<Settings> = {}) {
  const all = Object.assign(new Settings(), { gatewayMasterKey: KEY, host: '127.0.0.1', ...settings });
  const authentication = new Authentication([new MasterKeyAuthenticator(all.gatewayMasterKey)], all);
  return authentication.identify({ headers, rawHeaders: Object.entries(headers).flat() });
}

describe('Authentication with a master key', () => {
  it.each([
    [{ authorization: `Bearer ${KEY}` }],
    [{ authorization: `bearer   ${KEY} ` }],
    [{ 'x-api-key': KEY }],
    [{ authorization: `Bearer ${KEY}`, 'x-api-key': 'another' }],
  ])('knows the administrator by %j', (headers) => {
    expect(identify(headers)).toMatchObject({ team: 'default', key: 'master', role: 'administrator' });
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
    [{ authorization: 'Bearer another', 'x-api-key': KEY }],
  ])('refuses %j', (headers) => {
    expect(() => identify(headers)).toThrow(GatewayError);
    expect(() => identify(headers)).toThrow(/valid gateway key is needed/);
  });

  it('refuses two Authorization headers, whichever is right', () => {
    const authentication = new Authentication(
      [new MasterKeyAuthenticator(KEY)],
      Object.assign(new Settings(), { gatewayMasterKey: KEY, host: '127.0.0.1' }),
    );
    const rawHeaders = ['authorization', `Bearer ${KEY}`, 'AUTHORIZATION', 'Bearer other'];
    const headers = { authorization: `Bearer ${KEY}` };
    expect(() => authentication.identify({ headers, rawHeaders })).toThrow(/two Authorization headers/);
  });
});

describe('Authentication without a master key', () => {
  it.each([[{}], [{ authorization: 'Bearer anything' }], [{ 'x-api-key': 'anything' }]])(
    'takes everybody for one open member: %j',
    (headers) => {
      expect(identify(headers, { gatewayMasterKey: undefined })).toMatchObject({
        team: 'default',
        key: 'anonymous',
        role: 'member',
        isOpen: true,
      });
    },
  );

  it('is not open to everything beyond loopback', () => {
    expect(identify({}, { gatewayMasterKey: undefined, host: '0.0.0.0' })).not.toHaveProperty('isOpen');
  });
});
