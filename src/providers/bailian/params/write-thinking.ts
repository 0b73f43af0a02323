import type { ThinkingModelFacts } from '../../../contracts/model-facts.js';
import type { ThinkingWish } from '../../../contracts/thinking.js';
import { nearestEffort, toBudget, toEffort } from './effort-scale.js';

/** The fields of the wire; undefined where one is left out. Effort and budget are never there together. */
export interface WireThinking {
  readonly enable_thinking?: boolean;
  readonly reasoning_effort?: string;
  readonly thinking_budget?: number;
  readonly preserve_thinking?: boolean;
}

/** A wish in the words that the model knows. */
export function writeThinking(wish: ThinkingWish, facts: ThinkingModelFacts): WireThinking {
  const preserve = wish.preserve === undefined ? {} : { preserve_thinking: wish.preserve };
  if (wish.isOn === false) return { enable_thinking: false, ...preserve };
  // A model that always thinks needs no switch.
  const isOn = wish.isOn === undefined || facts.kind === 'only' ? {} : { enable_thinking: wish.isOn };
  return { ...isOn, ...writeAmount(wish, facts), ...preserve };
}

/** How many tokens of thinking the request allows; undefined where that is not known. */
export function budgetInForce(wish: ThinkingWish | undefined, facts: ThinkingModelFacts): number | undefined {
  const amount = wish === undefined ? {} : writeAmount(wish, facts);
  const ofEffort = amount.reasoning_effort === undefined ? null : facts.efforts[amount.reasoning_effort];
  return amount.thinking_budget ?? ofEffort ?? facts.maxBudget ?? undefined;
}

function writeAmount(
  { effort, budget }: ThinkingWish,
  { controls, efforts, maxBudget }: ThinkingModelFacts,
): Pick<WireThinking, 'reasoning_effort' | 'thinking_budget'> {
  const takesEffort = controls.includes('effort');
  if (budget !== undefined) {
    // Where no control is known the client's own words go on.
    if (!takesEffort || controls.includes('budget')) return { thinking_budget: budget };
    return { reasoning_effort: nearestEffort(toEffort(budget), efforts) };
  }
  if (effort === undefined) return {};
  if (takesEffort) return { reasoning_effort: nearestEffort(effort, efforts) };
  return controls.includes('budget') ? { thinking_budget: toBudget(effort, maxBudget) } : {};
}
