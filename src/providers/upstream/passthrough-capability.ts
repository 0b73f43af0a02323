import { map } from 'rxjs';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { PassthroughCapability } from '../../contracts/passthrough.js';
import { BodyReadable } from '../../streaming/body-readable.js';
import { forwardableHeaders } from './forwardable-headers.js';
import { refuseHostilePath } from './refuse-hostile-path.js';
import { firstHeader } from './response-headers.js';
import type { UpstreamClient } from './upstream-client.js';

/** What differs between upstreams. Paths begin with a slash and are compared segment by segment. */
export interface PassthroughDoors {
  readonly client: UpstreamClient;
  /** First segments that lead to the host itself; everything else is below the base URL. */
  readonly hostPaths: readonly string[];
  /** Paths on the host that hand out credentials. */
  readonly forbidden: readonly string[];
  /** Whether JSON bodies below the base URL have their output cap renamed. */
  readonly renamesOutputCap: boolean;
}

/** Clients write the version that the base URL has already. */
const VERSION = '/v1';

/** The passthrough capability of any HTTP upstream. */
export function createPassthroughCapability(doors: PassthroughDoors): PassthroughCapability {
  const { client, renamesOutputCap } = doors;
  return {
    prepare: ({ method, target, headers }) => {
      const at = target.indexOf('?');
      const path = at === -1 ? target : target.slice(0, at);
      const query = at === -1 ? '' : target.slice(at);
      const meaning = refuseHostilePath(path);
      const url = resolve(path, doors);
      if (leadsTo(doors.forbidden, resolve(meaning, doors))) {
        throw new GatewayError(
          'permission_denied',
          'This path hands out credentials; the gateway does not pass it on.',
        );
      }
      return {
        method,
        url: url + query,
        headers: forwardableHeaders(headers),
        renamesOutputCap: renamesOutputCap && isBelow(url, client.basePath),
      };
    },

    send: ({ method, url, headers }, body, call) =>
      client.open({ method, url, headers, data: body }).pipe(
        map((response) => {
          if (call.attempt !== undefined) {
            call.attempt.upstreamRequestId = firstHeader(response.headers, 'x-request-id');
          }
          const { 'x-request-id': _theirs, ...forwarded } = forwardableHeaders(response.headers);
          return { status: response.status, headers: forwarded, body: new BodyReadable(response.data) };
        }),
      ),
  };
}

function resolve(path: string, { client, hostPaths }: PassthroughDoors): string {
  if (hostPaths.some((hostPath) => isBelow(path, hostPath))) return path;
  const rest = isBelow(path, VERSION) ? path.slice(VERSION.length) : path;
  if (rest === '' || rest === '/') {
    throw new GatewayError('invalid_request', 'Name a path of the upstream after the provider.');
  }
  return client.basePath + rest;
}

/** Also in other letters, or with something behind: a server may see the same resource in `tokens.json`. */
function leadsTo(forbidden: readonly string[], path: string): boolean {
  const plain = path.normalize('NFKC').toLowerCase();
  return forbidden.some((start) => plain.startsWith(start) && !/^[a-z\d]/.test(plain.slice(start.length)));
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}
