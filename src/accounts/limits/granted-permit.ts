import type { Permit } from '../../contracts/admission.js';
import type { Taken } from './local-limits.js';

type End = Parameters<Permit['end']>[0];

export interface PermitOptions {
  readonly taken: readonly Taken[];
  /** What is known of the answer at its end, in tokens of input and output; not called where the upstream counted none. */
  readonly onUsage: (promptTokens: number, completionTokens: number) => void;
  /** Gets the corrections of what was taken, for those who counted it, too. */
  readonly onSettled?: (corrections: readonly Correction[]) => void;
}

export interface Correction extends Pick<Taken, 'item' | 'use'> {
  /** Tokens more or less than were taken; 0 for what ran. */
  readonly difference: number;
}

/** What was granted, until its attempt ends: then what ran is free, and its tokens are put right. */
export class GrantedPermit implements Permit {
  constructor(private readonly options: PermitOptions) {}

  end(end?: End): void {
    const { taken, onUsage, onSettled } = this.options;
    const usage = end?.usage;
    if (usage !== undefined) onUsage(usage.prompt_tokens, usage.completion_tokens);
    const corrections: Correction[] = [];
    for (const { item, use, entry, uncounted } of taken) {
      if (item.measure === 'concurrent') {
        use.running -= 1;
        corrections.push({ item, use, difference: 0 });
      }
      if (item.measure !== 'tokens' || entry === undefined) continue;
      const difference = tokensOf(end, item.cost) - item.cost;
      if (difference === 0) continue;
      use.tokens.change(entry, difference);
      if (uncounted !== undefined) use.uncounted?.tokens.change(uncounted, difference);
      corrections.push({ item, use, difference });
    }
    if (corrections.length > 0) onSettled?.(corrections);
  }
}

/** Where the upstream did not say, what was reserved is taken for used, but for what it never began to answer. */
function tokensOf(end: End, reserved: number): number {
  if (end?.usage !== undefined) return end.usage.prompt_tokens + end.usage.completion_tokens;
  const isUnanswered = end === undefined || (end.outcome === 'failed' && end.firstValueAt === undefined);
  return isUnanswered ? 0 : reserved;
}
