import { findMembers, hasKey, type JsonMember } from './json-members.js';

const OLDER = 'max_tokens';
const NEWER = 'max_completion_tokens';
const NEWER_KEY = Buffer.from(`"${NEWER}"`);
const NULL = 'null';

/**
 * JSON text with the output cap of one of its objects under the name `max_completion_tokens`, and every other byte as it was:
 * numbers, key order and white space survive. `start` is where the object begins. Where the client sent both names, its
 * `max_completion_tokens` stays, unless that is null. Returns the same buffer where there is nothing to rename.
 */
export function renameOutputCap(bytes: Buffer, start = 0): Buffer {
  // Text that nowhere says "max", nor anything escaped, need not be looked at more closely.
  if (!bytes.includes('max_tokens', start) && !bytes.includes('\\u', start)) return bytes;
  const members = findMembers(bytes, start);
  const older = members.filter((member) => hasKey(bytes, member, OLDER));
  if (older.length === 0) return bytes;
  const newer = members.filter((member) => hasKey(bytes, member, NEWER));
  if (newer.length === 0) return rename(bytes, older);
  const isGiven = newer.some(
    ({ valueStart, valueEnd }) => bytes.toString('utf8', valueStart, valueEnd) !== NULL,
  );
  const removed = new Set(isGiven ? older : newer);
  return rewrite(bytes, members, (member) => {
    if (removed.has(member)) return 'remove';
    return older.includes(member) ? 'rename' : 'keep';
  });
}

function rename(bytes: Buffer, members: readonly JsonMember[]): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { keyStart, keyEnd } of members) {
    pieces.push(bytes.subarray(from, keyStart), NEWER_KEY);
    from = keyEnd;
  }
  return Buffer.concat([...pieces, bytes.subarray(from)]);
}

/** Everything but the removed members and the commas that go with them. */
function rewrite(
  bytes: Buffer,
  members: readonly JsonMember[],
  decide: (member: JsonMember) => 'keep' | 'rename' | 'remove',
): Buffer {
  const pieces: Buffer[] = [];
  const kept = members.filter((member) => decide(member) !== 'remove');
  const [first] = members;
  const last = members.at(-1);
  if (first === undefined || last === undefined) return bytes;
  pieces.push(bytes.subarray(0, first.keyStart));
  kept.forEach((member, index) => {
    const before = members[members.indexOf(member) - 1];
    if (index > 0 && before !== undefined) pieces.push(bytes.subarray(before.valueEnd, member.keyStart));
    pieces.push(
      decide(member) === 'rename' ? NEWER_KEY : bytes.subarray(member.keyStart, member.keyEnd),
      bytes.subarray(member.keyEnd, member.valueEnd),
    );
  });
  pieces.push(bytes.subarray(last.valueEnd));
  return Buffer.concat(pieces);
}
