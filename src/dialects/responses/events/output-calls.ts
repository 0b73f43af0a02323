import type { ToolCallDelta } from '../../../contracts/chat-completion.js';
import { createId } from '../create-id.js';
import { findTool, type ToolMap } from '../tool-map.js';
import { type CallItem, openCall } from './call-item.js';
import type { ItemPlace } from './output-item.js';

/** A call whose pieces are arriving; its item is opened once id and name are known. */
interface ArrivingCall {
  id: string | undefined;
  name: string | undefined;
  waiting: string;
  item: CallItem | undefined;
}

/** The tool calls of one turn. Their pieces may be interleaved, and are told apart by the upstream's index. */
export class OutputCalls {
  private readonly byIndex = new Map<number, ArrivingCall>();
  private readonly arriving: ArrivingCall[] = [];
  private readonly usedIds = new Set<string>();

  constructor(
    private readonly tools: ToolMap,
    /** Makes room in the output for one more item. */
    private readonly openPlace: (item: (place: ItemPlace) => CallItem) => CallItem,
  ) {}

  get areOpen(): boolean {
    return this.arriving.length > 0;
  }

  add({ index, id, function: called }: ToolCallDelta): void {
    const call = this.requireCall(index, id);
    if (hasText(id)) call.id ??= id;
    if (hasText(called?.name)) call.name ??= called.name;
    const piece = called?.arguments;
    if (call.item === undefined) {
      if (hasText(piece)) call.waiting += piece;
      if (call.id !== undefined && call.name !== undefined) this.open(call, call.name);
    } else if (hasText(piece)) {
      call.item.append(piece);
    }
  }

  /** Ends all calls: `isCut` where nothing may follow that would complete the last of them. */
  close(isCut: boolean): void {
    for (const call of this.arriving) {
      if (call.item === undefined && call.name !== undefined) this.open(call, call.name);
    }
    const items = this.arriving.flatMap(({ item }) => (item === undefined ? [] : [item]));
    for (const [position, item] of items.entries()) {
      const isLast = position === items.length - 1;
      item.close(isCut && (isLast || !item.isWhole) ? 'incomplete' : 'completed');
    }
    this.byIndex.clear();
    this.arriving.length = 0;
  }

  private open(call: ArrivingCall, name: string): void {
    const callId = this.claimId(call.id);
    const item = this.openPlace((place) => openCall(place, { tool: findTool(this.tools, name), callId }));
    call.item = item;
    if (call.waiting !== '') item.append(call.waiting);
    call.waiting = '';
  }

  /** Clients tell calls apart by this id. */
  private claimId(wished: string | undefined): string {
    const id = wished === undefined || this.usedIds.has(wished) ? createId('call') : wished;
    this.usedIds.add(id);
    return id;
  }

  /** Some upstreams give every call the index 0, or none: another id is another call. */
  private requireCall(sentIndex: number | null | undefined, id: string | null | undefined): ArrivingCall {
    const index = sentIndex ?? 0;
    const known = this.byIndex.get(index);
    const isAnother = known?.id !== undefined && hasText(id) && id !== known.id;
    if (known !== undefined && !isAnother) return known;
    const call: ArrivingCall = { id: undefined, name: undefined, waiting: '', item: undefined };
    this.byIndex.set(index, call);
    this.arriving.push(call);
    return call;
  }
}

function hasText(value: string | null | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
