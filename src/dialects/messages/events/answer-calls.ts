import { randomUUID } from 'node:crypto';
import type { ToolCallDelta } from '../../../contracts/chat-completion.js';
import { isRecord } from '../../is-record.js';
import type { BlockSink } from './block-sink.js';

interface AnswerCall {
  readonly id: string;
  readonly name: string;
  /** All of its input so far. */
  json: string;
}

/**
 * The tool calls of one turn, whose pieces may be interleaved: the first is written as it grows, the others wait until it is
 * whole. Wants repaired chunks: the pieces of a call have its index, the first has id and name.
 */
export class AnswerCalls {
  private readonly byIndex = new Map<number, AnswerCall>();
  private readonly usedIds = new Set<string>();
  /** The first is open. */
  private readonly queue: AnswerCall[] = [];

  constructor(private readonly sink: BlockSink) {}

  get areOpen(): boolean {
    return this.queue.length > 0;
  }

  add({ index, id, function: called }: ToolCallDelta): void {
    const call = this.byIndex.get(index) ?? this.begin(index, { id, name: called?.name });
    const piece = called?.arguments;
    if (typeof piece !== 'string' || piece === '') return;
    call.json += piece;
    if (call === this.queue[0]) this.sink.append(piece);
  }

  /** Ends all calls. */
  close(): void {
    while (this.queue.length > 0) this.shift();
    this.byIndex.clear();
  }

  private begin(
    index: number,
    { id, name = '' }: { id: string | undefined; name: string | undefined },
  ): AnswerCall {
    const call: AnswerCall = { id: this.claimId(id), name, json: '' };
    this.byIndex.set(index, call);
    this.queue.push(call);
    const [open] = this.queue;
    if (open === call) this.sink.openTool(call.id, call.name);
    else if (open !== undefined && isWhole(open.json)) this.shift();
    return call;
  }

  /** Closes the call that is open and opens the next one, with what it has. */
  private shift(): void {
    this.sink.close();
    this.queue.shift();
    const [next] = this.queue;
    if (next === undefined) return;
    this.sink.openTool(next.id, next.name);
    if (next.json !== '') this.sink.append(next.json);
  }

  /** Clients tell calls apart by this id. */
  private claimId(wished: string | undefined): string {
    const isFree = wished !== undefined && wished !== '' && !this.usedIds.has(wished);
    const id = isFree ? wished : `toolu_${randomUUID().replaceAll('-', '')}`;
    this.usedIds.add(id);
    return id;
  }
}

function isWhole(json: string): boolean {
  try {
    return isRecord(JSON.parse(json));
  } catch {
    return false;
  }
}
