export type OutputCapField = 'max_tokens' | 'max_completion_tokens';
/** The same in any dialect. */
export type ClientCapField = OutputCapField | 'max_output_tokens';

/** The client's limit on the length of the answer, read from whichever field it used. */
export interface OutputCap {
  /** undefined where the fields are there but null. */
  readonly tokens: number | undefined;
  /** The fields that were present, whatever their value. */
  readonly sentAs: readonly ClientCapField[];
}

/**
 * Reads the cap from a body that nobody has validated yet, so it accepts anything and throws nothing. Where both fields
 * carry a number, `max_completion_tokens` wins.
 */
export function readOutputCap(body: unknown): OutputCap | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { max_tokens: older, max_completion_tokens: newer } = body as Record<OutputCapField, unknown>;
  if (older === undefined && newer === undefined) return undefined;

  const sentAs: OutputCapField[] = [];
  if (older !== undefined) sentAs.push('max_tokens');
  if (newer !== undefined) sentAs.push('max_completion_tokens');
  return { tokens: [newer, older].find((value) => typeof value === 'number'), sentAs };
}

/**
 * The body with the cap under the one name that the upstream takes; the body itself where nothing changes.
 * `adapted` lists the client's fields that were renamed or removed.
 */
export function writeOutputCap<Body extends object>(
  body: Body,
  cap: OutputCap | undefined,
  wireField: OutputCapField,
): { body: Body; adapted: readonly ClientCapField[] } {
  const foreign = cap?.sentAs.filter((field) => field !== wireField) ?? [];
  if (cap === undefined) return { body, adapted: [] };
  const sent = (body as Partial<Record<OutputCapField, unknown>>)[wireField];
  if (foreign.length === 0 && (cap.tokens === undefined || sent === cap.tokens)) return { body, adapted: [] };

  const { max_tokens: _older, max_completion_tokens: _newer, ...rest } = body as Record<string, unknown>;
  if (cap.tokens !== undefined) rest[wireField] = cap.tokens;
  return { body: rest as Body, adapted: foreign };
}
