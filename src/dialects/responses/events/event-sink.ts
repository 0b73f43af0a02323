export type Fields = Readonly<Record<string, unknown>>;

/** Where the events of a response go. */
export interface EventSink {
  write(type: string, fields: Fields): void;
  /** `response` is JSON text, made only where somebody reads it. */
  writeResponse(type: string, response: () => string): void;
  /** The most frequent event, of which all but the text is made once. */
  writeDelta(line: DeltaLine, text: string): void;
  /** The same for a text in which JSON escapes nothing. */
  writePlainDelta(line: DeltaLine, text: string): void;
  /** What is no event of the grammar, as it is. */
  writeRaw(text: string): void;
}

/** An event with a `delta`, up to the text and from it to the number. */
export interface DeltaLine {
  readonly head: string;
  readonly tail: string;
}

export function createDeltaLine(type: string, place: Fields, more: Fields = {}): DeltaLine {
  const rest = JSON.stringify(more).slice(1, -1);
  return {
    head: `event: ${type}\ndata: ${JSON.stringify({ type, ...place }).slice(0, -1)},"delta":`,
    tail: `${rest === '' ? '' : `,${rest}`},"sequence_number":`,
  };
}

/** For plain answers, whose response object is all that is wanted. */
export const SILENT_SINK: EventSink = {
  write: () => undefined,
  writeResponse: () => undefined,
  writeDelta: () => undefined,
  writePlainDelta: () => undefined,
  writeRaw: () => undefined,
};
