import { GatewayError } from '../../contracts/gateway-error.js';

interface Trick {
  readonly pattern: RegExp;
  readonly what: string;
}

/** Looked for in the path as it came. */
const RAW_TRICKS: readonly Trick[] = [
  { pattern: /^(?!\/)/, what: 'does not begin with a slash' },
  { pattern: /[^\x21-\x7e]/, what: 'has a character that must be percent-encoded' },
  { pattern: /%(?:25)*(?:2e|2f)/i, what: 'has an encoded dot or slash' },
  { pattern: /%(?![\da-f]{2})/i, what: 'has a % that encodes nothing' },
];

/** Looked for in every reading of the path, decoded once, twice and so on. */
const TRICKS: readonly Trick[] = [
  { pattern: /[\\#?@;]/, what: 'has one of \\ # ? @ ;' },
  { pattern: /\p{Cc}/u, what: 'has a control character' },
  { pattern: /\/\//, what: 'has two slashes in a row' },
  { pattern: /\/\.{1,2}(?:\/|$)/, what: 'has a segment . or ..' },
];

const NOT_UTF_8 = 'has an encoded character that is not UTF-8';
/** Nobody encodes more often in earnest. */
const MAX_READINGS = 4;

/**
 * What a path (raw, without query) means to a server that decodes all there is to decode.
 * @throws GatewayError 400 for one that could be taken for another path.
 */
export function refuseHostilePath(path: string): string {
  refuse(path, RAW_TRICKS);
  refuse(path, TRICKS);
  let reading = path;
  for (let count = 0; reading.includes('%'); count += 1) {
    const next = decode(reading);
    // A percent sign that was itself encoded.
    if (next === undefined && count > 0) return reading;
    if (next === undefined || count === MAX_READINGS) throw hostile(NOT_UTF_8);
    refuse(next, TRICKS);
    if (countSlashes(next) !== countSlashes(path)) throw hostile('has an encoded slash');
    reading = next;
  }
  return reading;
}

function refuse(path: string, tricks: readonly Trick[]): void {
  const trick = tricks.find(({ pattern }) => pattern.test(path));
  if (trick !== undefined) throw hostile(trick.what);
}

function hostile(what: string): GatewayError {
  return new GatewayError('invalid_request', `The path ${what}; write it plainly.`);
}

/** Undefined where it is no UTF-8, such as an overlong dot. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function countSlashes(path: string): number {
  return path.split('/').length;
}
