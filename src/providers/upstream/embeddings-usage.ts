import type { CompletionUsage } from '../../contracts/chat-completion.js';

/** Token counts of an answer with embeddings as its upstream wrote them, with both counts there. */
export interface EmbeddingsUsage {
  readonly prompt_tokens: number;
  readonly total_tokens: number;
  readonly [detail: string]: unknown;
}

export interface UsageReading {
  readonly counts: EmbeddingsUsage;
  /** Whether a count was missing: some models send the total alone, which clients then book as nothing. */
  readonly isAmended: boolean;
}

/** Reads the JSON text of `usage`; undefined where it counts nothing. */
export function readEmbeddingsUsage(literal: string): UsageReading | undefined {
  const usage = parseRecord(literal);
  if (usage === undefined) return undefined;
  const { prompt_tokens: prompt, total_tokens: total } = usage;
  const count = [prompt, total].find((value) => typeof value === 'number');
  if (count === undefined) return undefined;
  const isAmended = typeof prompt !== 'number' || typeof total !== 'number';
  if (!isAmended) return { counts: usage as EmbeddingsUsage, isAmended };
  return { counts: { ...usage, prompt_tokens: count, total_tokens: count }, isAmended };
}

/** Every count summed, also those that are not named here. */
export function sumUsage(usages: readonly EmbeddingsUsage[]): EmbeddingsUsage | undefined {
  const [first, ...others] = usages;
  if (first === undefined) return undefined;
  const sum: Record<string, unknown> = { ...first };
  for (const [detail, count] of others.flatMap((usage) => Object.entries(usage))) {
    const sofar = sum[detail] ?? 0;
    if (typeof count === 'number' && typeof sofar === 'number') sum[detail] = sofar + count;
  }
  return sum as EmbeddingsUsage;
}

/** The same for the books, where completions have tokens, too. */
export function toCompletionUsage({ prompt_tokens, total_tokens }: EmbeddingsUsage): CompletionUsage {
  return { prompt_tokens, completion_tokens: 0, total_tokens };
}

function parseRecord(literal: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
