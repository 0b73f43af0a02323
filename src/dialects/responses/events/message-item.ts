import type { ResponsesItem } from '../../../contracts/responses.js';
import { createId } from '../create-id.js';
import { type ItemPlace, type ItemStatus, type OutputItem, writeAdded, writeDone } from './output-item.js';
import { TextPart } from './text-part.js';

/** The model's words; a refusal is a part of its own. */
export class MessageItem implements OutputItem {
  private readonly id = createId('msg');
  private readonly parts: TextPart[] = [];
  private status: ItemStatus = 'in_progress';

  constructor(private readonly place: ItemPlace) {
    writeAdded(place, this.render());
  }

  append(type: 'output_text' | 'refusal', delta: string, logprobs?: readonly unknown[]): void {
    this.requirePart(type).append(delta, logprobs);
  }

  /** Adds to the part that was added to last; for a text in which JSON escapes nothing. */
  appendPlain(delta: string): void {
    this.parts.at(-1)?.appendPlain(delta);
  }

  render(status: ItemStatus = this.status): ResponsesItem {
    return {
      id: this.id,
      type: 'message',
      status: this.status === 'in_progress' ? status : this.status,
      role: 'assistant',
      content: this.parts.map(({ value }) => value),
    };
  }

  close(status: 'completed' | 'incomplete'): void {
    this.parts.at(-1)?.close();
    this.status = status;
    writeDone(this.place, this.render());
  }

  private requirePart(type: 'output_text' | 'refusal'): TextPart {
    const last = this.parts.at(-1);
    if (last?.type === type) return last;
    last?.close();
    const part = new TextPart(type, { ...this.place, itemId: this.id, index: this.parts.length });
    this.parts.push(part);
    return part;
  }
}
