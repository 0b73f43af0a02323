import type { ResponsesItem } from '../../../contracts/responses.js';
import type { EventSink } from './event-sink.js';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** An item of the output, from `output_item.added` to `output_item.done`. Its id is minted once. */
export interface OutputItem {
  /** As it is now; `status` is what an item that is still open is called. */
  render(status?: ItemStatus): ResponsesItem;
  close(status: Exclude<ItemStatus, 'in_progress'>): void;
}

export interface ItemPlace {
  readonly sink: EventSink;
  readonly outputIndex: number;
}

export function writeAdded({ sink, outputIndex }: ItemPlace, item: ResponsesItem): void {
  sink.write('response.output_item.added', { output_index: outputIndex, item });
}

export function writeDone({ sink, outputIndex }: ItemPlace, item: ResponsesItem): void {
  sink.write('response.output_item.done', { output_index: outputIndex, item });
}
