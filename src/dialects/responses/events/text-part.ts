import { createDeltaLine, type DeltaLine, type EventSink, type Fields } from './event-sink.js';

/** How one kind of text appears in events. */
interface PartForm {
  readonly textField: 'text' | 'refusal';
  readonly indexField: 'content_index' | 'summary_index';
  /** `response.` and this and `.added` or `.done`. */
  readonly partEvent: string;
  /** `response.` and this and `.delta` or `.done`. */
  readonly textEvent: string;
  readonly hasLogprobs: boolean;
}

export type PartType = 'output_text' | 'refusal' | 'summary_text' | 'reasoning_text';

const content = (textEvent: string): PartForm => ({
  textField: 'text',
  indexField: 'content_index',
  partEvent: 'content_part',
  textEvent,
  hasLogprobs: false,
});

const FORMS: Readonly<Record<PartType, PartForm>> = {
  output_text: { ...content('output_text'), hasLogprobs: true },
  refusal: { ...content('refusal'), textField: 'refusal' },
  reasoning_text: content('reasoning_text'),
  summary_text: {
    ...content('reasoning_summary_text'),
    indexField: 'summary_index',
    partEvent: 'reasoning_summary_part',
  },
};

export interface PartPlace {
  readonly sink: EventSink;
  readonly itemId: string;
  readonly outputIndex: number;
  /** Within the item. */
  readonly index: number;
}

/** One part of a message or of reasoning, from its first event to its last. */
export class TextPart {
  private text = '';
  private readonly logprobs: unknown[] = [];
  private readonly form: PartForm;
  private readonly at: Fields;
  private readonly line: DeltaLine;

  constructor(
    readonly type: PartType,
    private readonly place: PartPlace,
  ) {
    const form = FORMS[type];
    this.form = form;
    this.at = {
      item_id: place.itemId,
      output_index: place.outputIndex,
      [form.indexField]: place.index,
    };
    const delta = `response.${form.textEvent}.delta`;
    this.line = createDeltaLine(delta, this.at, form.hasLogprobs ? { logprobs: [] } : {});
    place.sink.write(`response.${form.partEvent}.added`, { ...this.at, part: this.value });
  }

  /** As it is now. */
  get value(): Fields {
    const { textField, hasLogprobs } = this.form;
    const extra = hasLogprobs ? { annotations: [], logprobs: this.logprobs } : {};
    return { type: this.type, [textField]: this.text, ...extra };
  }

  append(delta: string, logprobs: readonly unknown[] = NONE): void {
    this.text += delta;
    if (logprobs.length === 0) {
      this.place.sink.writeDelta(this.line, delta);
      return;
    }
    for (const logprob of logprobs) this.logprobs.push(logprob);
    this.place.sink.write(`response.${this.form.textEvent}.delta`, { ...this.at, delta, logprobs });
  }

  /** For a text in which JSON escapes nothing. */
  appendPlain(delta: string): void {
    this.text += delta;
    this.place.sink.writePlainDelta(this.line, delta);
  }

  close(): void {
    const { sink } = this.place;
    const { textField, textEvent, partEvent, hasLogprobs } = this.form;
    const extra = hasLogprobs ? { logprobs: this.logprobs } : {};
    sink.write(`response.${textEvent}.done`, { ...this.at, [textField]: this.text, ...extra });
    sink.write(`response.${partEvent}.done`, { ...this.at, part: this.value });
  }
}

const NONE: readonly unknown[] = [];
