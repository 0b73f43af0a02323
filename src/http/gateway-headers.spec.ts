import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../contracts/attempt.js';
import { createCall } from '../contracts/call.js';
import { writeGatewayHeaders } from './gateway-headers.js';

function write(attempt: Partial<Attempt> | undefined, adaptations: readonly string[] = []) {
  const call = createCall('r-1', { organisation: 'default', team: 'default', key: 'k', role: 'member' });
  for (const path of adaptations) call.adaptations.add(path);
  if (attempt !== undefined) {
    const begun = {
      provider: 'bailian',
      model: 'm',
      isListed: true,
      isStream: false,
      startedAt: 0,
      values: 0,
    };
    call.attempt = { ...begun, ...attempt };
  }
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  writeGatewayHeaders(response, call);
  return { ...response.getHeaders() };
}

describe('writeGatewayHeaders', () => {
  it('names the provider, its request id and what was adapted', () => {
    expect(write({ upstreamRequestId: 'u-1' }, ['max_tokens', 'partial_response'])).toEqual({
      'x-gateway-provider': 'bailian',
      'x-upstream-request-id': 'u-1',
      'x-gateway-adapted': 'max_tokens,partial_response',
    });
  });

  it('writes nothing of a call that came to no provider', () => {
    expect(write(undefined)).toEqual({});
  });

  it.each(['编号', 'a\r\nset-cookie: x', '', 'x'.repeat(257)])(
    'leaves out a request id of the upstream that is fit for no header: %j',
    (upstreamRequestId) => {
      expect(write({ upstreamRequestId })).toEqual({ 'x-gateway-provider': 'bailian' });
    },
  );
});
