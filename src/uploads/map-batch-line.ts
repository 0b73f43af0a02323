import { findMembers, hasKey } from '../contracts/json-members.js';
import { renameOutputCap } from '../contracts/rename-output-cap.js';
import type { BatchTarget } from './batch-target.js';

export interface MappedLine {
  /** The same buffer where nothing had to change. */
  readonly line: Buffer;
  readonly hasRenamedCap: boolean;
}

/** A good line with the upstream's name of its model and of the output cap, every other byte as it was. */
export function mapBatchLine(line: Buffer, model: string, target: BatchTarget): MappedLine {
  const isRenamed = model !== target.model;
  // Most lines need nothing, and this is what costs.
  if (!isRenamed && !mayHaveCap(line, target)) return { line, hasRenamedCap: false };
  // Of members of the same name the last one counts, to JSON.parse and here.
  const body = findMembers(line).findLast((member) => hasKey(line, member, 'body'));
  if (body === undefined) return { line, hasRenamedCap: false };
  const named = isRenamed ? replaceModel(line, body.valueStart, target.model) : line;
  const mapped = target.input.renamesOutputCap ? renameOutputCap(named, body.valueStart) : named;
  return { line: mapped, hasRenamedCap: mapped !== named };
}

function mayHaveCap(line: Buffer, { input }: BatchTarget): boolean {
  return input.renamesOutputCap && (line.includes('max_tokens') || line.includes('\\u'));
}

function replaceModel(line: Buffer, bodyStart: number, model: string): Buffer {
  const members = findMembers(line, bodyStart).filter((member) => hasKey(line, member, 'model'));
  const name = Buffer.from(JSON.stringify(model));
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { valueStart, valueEnd } of members) {
    pieces.push(line.subarray(from, valueStart), name);
    from = valueEnd;
  }
  return Buffer.concat([...pieces, line.subarray(from)]);
}
