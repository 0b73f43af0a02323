import { GatewayError } from '../../contracts/gateway-error.js';

/** What makes a path mean different things to different readers. Each pattern is looked for in the raw path. */
const TRICKS: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /^(?!\/)/, what: 'does not begin with a slash' },
  { pattern: /[^\x21-\x7e]/, what: 'has a character that must be percent-encoded' },
  { pattern: /[\\#@]/, what: 'has \\, # or @' },
  { pattern: /\/\//, what: 'has two slashes in a row' },
  { pattern: /\/\.{1,2}(?:[/;]|$)/, what: 'has a segment . or ..' },
  {
    pattern: /%(?:25)*(?:2e|2f|5c|23|3f|40|00|0a|0d)/i,
    what: 'has an encoded dot, slash, or other separator',
  },
  { pattern: /%c[01]%/i, what: 'has an overlong character' },
  { pattern: /%(?![\da-f]{2})/i, what: 'has a % that encodes nothing' },
];

/** @throws GatewayError 400 for a raw path (without query) that could be taken for another one. */
export function refuseHostilePath(path: string): void {
  const trick = TRICKS.find(({ pattern }) => pattern.test(path));
  if (trick === undefined) return;
  throw new GatewayError('invalid_request', `The path ${trick.what}; write it plainly.`);
}
