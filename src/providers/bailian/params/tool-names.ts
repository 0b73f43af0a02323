import { createHash } from 'node:crypto';
import type { ChatMessage } from '../../../contracts/chat-completion.js';

const TAKEN = /^[A-Za-z0-9_-]{1,64}$/;
/** Refused by the service whatever it does (documented). */
const RESERVED = 'search';
const HASH_LENGTH = 8;
const MOST_CHARACTERS = 64;

/**
 * The name on the wire: the client's own where Model Studio takes it, else what is left of it with a hash of the whole, so
 * that the same name is always the same and two names never meet.
 */
export function toWireName(name: string): string {
  if (TAKEN.test(name) && name !== RESERVED) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_LENGTH);
  const kept = name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, MOST_CHARACTERS - HASH_LENGTH - 1);
  return `${kept}_${hash}`;
}

/** The same, kept for the way back. */
export class WireNames {
  readonly back = new Map<string, string>();

  /** A tool, a call or a tool choice: whatever has `function.name`. The same object where its name is taken. */
  rename(holder: unknown): unknown {
    const definition = isRecord(holder) ? holder.function : undefined;
    const name = isRecord(definition) ? definition.name : undefined;
    if (!isRecord(holder) || !isRecord(definition) || typeof name !== 'string' || name === '') return holder;
    const wire = toWireName(name);
    if (wire === name) return holder;
    this.back.set(wire, name);
    return { ...holder, function: { ...definition, name: wire } };
  }

  /** The same list where no name in it is changed. */
  renameAll(holders: readonly unknown[]): readonly unknown[] {
    const renamed = holders.map((holder) => this.rename(holder));
    return renamed.some((holder, index) => holder !== holders[index]) ? renamed : holders;
  }

  renameCalls(message: ChatMessage): ChatMessage {
    const calls = message.tool_calls;
    if (!Array.isArray(calls)) return message;
    const renamed = this.renameAll(calls);
    return renamed === calls ? message : { ...message, tool_calls: renamed };
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
