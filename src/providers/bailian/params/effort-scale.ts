import type { ThinkingModelFacts } from '../../../contracts/model-facts.js';
import { THINKING_EFFORTS, type ThinkingEffort } from '../../../contracts/thinking.js';

/** The share of a model's largest budget that an effort stands for, in percent. */
const SHARES: Readonly<Record<ThinkingEffort, number>> = {
  minimal: 2,
  low: 10,
  medium: 30,
  high: 60,
  xhigh: 90,
  max: 95,
};

/** The largest budget of a model of which it is not known. */
const USUAL_BUDGET = 16_384;

export function toBudget(effort: ThinkingEffort, maxBudget: number | null): number {
  return Math.floor((SHARES[effort] * (maxBudget ?? USUAL_BUDGET)) / 100);
}

/** The weakest effort that allows as many tokens. */
export function toEffort(budget: number): ThinkingEffort {
  const efforts = Object.keys(SHARES) as ThinkingEffort[];
  return efforts.find((effort) => toBudget(effort, null) >= budget) ?? 'max';
}

/** The word nearest to the effort among those that the model knows; of two as near the stronger one. */
export function nearestEffort(
  effort: ThinkingEffort,
  efforts: ThinkingModelFacts['efforts'],
): string | undefined {
  const rank = (word: string): number => (THINKING_EFFORTS as readonly string[]).indexOf(word);
  const distance = (word: string): number => Math.abs(rank(word) - rank(effort));
  return Object.keys(efforts)
    .filter((word) => rank(word) >= 0)
    .sort((one, other) => distance(one) - distance(other) || rank(other) - rank(one))[0];
}
