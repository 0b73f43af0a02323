import type { ToolCallDelta } from '../../../contracts/chat-completion.js';
import { mintCallId } from './mint-call-id.js';
import { isRecord, type ReceivedCall, readText, writeArguments } from './received.js';

/** Wire names of functions -> the client's. */
export type ToolNames = ReadonlyMap<string, string>;

interface OpenCall {
  /** Its place in the answer. */
  readonly index: number;
  readonly id: string;
  readonly type: string;
  /** As the upstream says it. Until it has, nothing of the call goes to the client. */
  name?: string;
  /** Whether every piece so far had the name. */
  isNamedThroughout: boolean;
  /** The arguments, kept only while there is no name, or while every piece repeats it. */
  text: string;
  hasArguments: boolean;
}

interface Piece {
  readonly id?: string;
  readonly index?: number;
  readonly name?: string;
  readonly text: string;
}

/**
 * Finds out which pieces of one choice belong to the same tool call, whatever the engine does to their ids and indices, and
 * gives them OpenAI's form: calls are numbered in the order in which they begin, the first piece of a call has its id, type
 * and name, the others have only the index and more of the arguments.
 *
 * A piece belongs to the call of its id; where the id says nothing, to the latest call of its index; else to the latest
 * call. A name begins a call, unless it repeats the name of the call that the piece belongs to.
 */
export class ToolCallMerger {
  /** Goes up with every piece that another piece like it would not follow in the same way. */
  version = 0;
  private readonly calls: OpenCall[] = [];
  private readonly byId = new Map<string, OpenCall>();
  private readonly byIndex = new Map<number, OpenCall>();
  private last?: OpenCall;

  constructor(private readonly names: ToolNames | undefined) {}

  get hasCalls(): boolean {
    return this.calls.length > 0;
  }

  /** The piece in OpenAI's form, the same object where it had it; undefined where it says nothing, or nothing yet. */
  merge(received: ReceivedCall): ToolCallDelta | undefined {
    const piece = readPiece(received);
    const known = this.find(piece);
    if (known === undefined && isEmpty(piece)) {
      this.version += 1;
      return undefined;
    }
    const call = known ?? this.begin(piece, readText(received.type) ?? 'function');
    this.last = call;
    if (piece.index !== undefined) this.byIndex.set(piece.index, call);
    const isHead = take(call, piece);
    if (isHead || call.name === undefined || call.isNamedThroughout) this.version += 1;
    if (call.name === undefined) return undefined;
    const written = isHead ? this.writeHead(call, received) : writeRest(call, received);
    return isAlike(received, written) ? (received as unknown as ToolCallDelta) : written;
  }

  /** What is missing when the calls are complete: arguments of functions that take none, and calls that got no name. */
  close(): ToolCallDelta[] {
    return this.calls.flatMap((call) => {
      const text = call.hasArguments ? call.text : '{}';
      if (call.name === undefined) return [this.writeHead({ ...call, name: '', text })];
      return call.hasArguments ? [] : [{ index: call.index, function: { arguments: '{}' } }];
    });
  }

  private find(piece: Piece): OpenCall | undefined {
    const byId = piece.id === undefined ? undefined : this.byId.get(piece.id);
    if (byId !== undefined) return byId;
    const { index, name } = piece;
    const byIndex = index === undefined ? this.last : this.byIndex.get(index);
    if (name !== undefined) {
      return piece.id === undefined && byIndex !== undefined && isRepeated(byIndex, { ...piece, name })
        ? byIndex
        : undefined;
    }
    // Some engines make up a new id for every piece. One with a new index as well is the head of a call.
    return piece.id === undefined ? (byIndex ?? this.last) : byIndex;
  }

  private begin({ id, name }: Piece, type: string): OpenCall {
    const call: OpenCall = {
      index: this.calls.length,
      id: id ?? mintCallId(),
      type,
      isNamedThroughout: name !== undefined,
      text: '',
      hasArguments: false,
    };
    this.calls.push(call);
    // Only the id of a head says something for certain.
    this.byId.set(call.id, call);
    return call;
  }

  private writeHead(call: OpenCall, received: ReceivedCall = {}): ToolCallDelta {
    const { index, id, type, name = '', text } = call;
    const named = { ...readFunction(received), name: this.names?.get(name) ?? name, arguments: text };
    return { ...received, index, id, type, function: named };
  }
}

/** Adds the piece to its call. Returns whether the call can be announced now and could not before. */
function take(call: OpenCall, { name, text }: Piece): boolean {
  const isHead = call.name === undefined && name !== undefined;
  call.isNamedThroughout &&= name !== undefined;
  if (call.name === undefined || call.isNamedThroughout) call.text += text;
  call.name ??= name;
  call.hasArguments ||= text !== '';
  return isHead;
}

function readPiece(received: ReceivedCall): Piece {
  const { index } = received;
  const called = readFunction(received);
  return {
    id: readText(received.id),
    index: Number.isInteger(index) ? (index as number) : undefined,
    name: readText(called.name),
    text: writeArguments(called.arguments),
  };
}

function readFunction(received: ReceivedCall): Record<string, unknown> {
  return isRecord(received.function) ? received.function : {};
}

function isEmpty({ id, name, text }: Piece): boolean {
  return id === undefined && name === undefined && text.trim() === '';
}

/**
 * Whether the name only says again whose piece it is. Not so where the pieces before went without it, and where complete
 * arguments would begin a second time.
 */
function isRepeated(call: OpenCall, { name, text }: Piece): boolean {
  if (call.name === undefined) return true;
  if (call.name !== name || !call.isNamedThroughout) return false;
  return !(text.trimStart().startsWith('{') && isComplete(call.text));
}

function isComplete(text: string): boolean {
  if (!text.trimEnd().endsWith('}')) return false;
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}

function writeRest(call: OpenCall, received: ReceivedCall): ToolCallDelta {
  const { id: _id, type: _type, ...others } = received;
  const { name: _name, ...called } = readFunction(received);
  return {
    ...others,
    index: call.index,
    function: { ...called, arguments: writeArguments(called.arguments) },
  };
}

function isAlike(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(right);
  return (
    names.length === Object.keys(left).length &&
    names.every((name) => {
      const [one, other] = [left[name], right[name]];
      return one === other || (isRecord(one) && isRecord(other) && isAlike(one, other));
    })
  );
}
