import type { ResponsesItem } from '../../../contracts/responses.js';
import { createId } from '../create-id.js';
import { type ItemPlace, type ItemStatus, type OutputItem, writeAdded, writeDone } from './output-item.js';
import { TextPart } from './text-part.js';

export const REASONING_OUTPUTS = ['summary', 'raw', 'none'] as const;
export type ReasoningOutput = (typeof REASONING_OUTPUTS)[number];

export interface ReasoningForm {
  /** `summary` is the only family of events that every client accepts. */
  readonly output: ReasoningOutput;
  /** Makes `encrypted_content`, where the client asked for it. */
  readonly seal?: (text: string) => string;
}

/** The model's reasoning. */
export class ReasoningItem implements OutputItem {
  private readonly id = createId('rs');
  private readonly part: TextPart | undefined;
  private status: ItemStatus = 'in_progress';
  private text = '';
  private sealed: string | undefined;

  constructor(
    private readonly place: ItemPlace,
    private readonly form: ReasoningForm,
  ) {
    writeAdded(place, this.render());
    if (form.output === 'none') return;
    const type = form.output === 'summary' ? 'summary_text' : 'reasoning_text';
    this.part = new TextPart(type, { ...place, itemId: this.id, index: 0 });
  }

  append(delta: string): void {
    this.text += delta;
    this.part?.append(delta);
  }

  /** For a text in which JSON escapes nothing. */
  appendPlain(delta: string): void {
    this.text += delta;
    this.part?.appendPlain(delta);
  }

  render(status: ItemStatus = this.status): ResponsesItem {
    const parts = this.part === undefined ? [] : [this.part.value];
    const isRaw = this.form.output === 'raw';
    return {
      id: this.id,
      type: 'reasoning',
      status: this.status === 'in_progress' ? status : this.status,
      summary: isRaw ? [] : parts,
      ...(isRaw ? { content: parts } : {}),
      // Absent rather than null, which clients refuse.
      ...(this.sealed === undefined ? {} : { encrypted_content: this.sealed }),
    };
  }

  close(status: 'completed' | 'incomplete'): void {
    this.part?.close();
    this.sealed = this.form.seal?.(this.text);
    this.status = status;
    writeDone(this.place, this.render());
  }
}
