import type { ModelFacts } from '../../../contracts/model-facts.js';

interface Limits {
  readonly maxOutputTokens?: number;
  readonly maxBudget?: number;
}

/** More models than an account has; whoever invents names makes the oldest be forgotten. */
const MOST_MODELS = 1_000;

/** The upstream's words for a number above its range, as documented and reported. */
const PATTERNS: readonly { readonly limit: keyof Limits; readonly fits: RegExp }[] = [
  {
    limit: 'maxOutputTokens',
    fits: /Range of max_(?:completion_)?tokens should be \[\d+, ?(\d+)\]/i,
  },
  {
    limit: 'maxOutputTokens',
    fits: /max_(?:completion_)?tokens\b.{0,80}(?:not greater than|less than or equal to|at most) (\d+)/i,
  },
  { limit: 'maxBudget', fits: /Range of thinking_budget should be \[\d+, ?(\d+)\]/i },
  {
    limit: 'maxBudget',
    fits: /thinking_budget\b.{0,80}(?:not greater than|less than or equal to|at most) (\d+)/i,
  },
];

/** Limits of models that the catalogue does not know and the upstream told when it refused a request. */
export class LearnedLimits {
  private readonly models = new Map<string, Limits>();

  /** Keeps the limit that the upstream's error text names, if it does. */
  learn(model: string, message: string): void {
    for (const { limit, fits } of PATTERNS) {
      const value = Number(fits.exec(message)?.[1]);
      if (!(value > 0)) continue;
      const known = this.models.get(model);
      this.models.delete(model);
      this.models.set(model, { ...known, [limit]: value });
    }
    const [oldest] = this.models.keys();
    if (this.models.size > MOST_MODELS && oldest !== undefined) this.models.delete(oldest);
  }

  /** The facts with what was learned of the model by this name. */
  complete(model: string, facts: ModelFacts): ModelFacts {
    const learned = this.models.size === 0 ? undefined : this.models.get(model);
    if (learned === undefined) return facts;
    const { maxOutputTokens = null, maxBudget = null } = learned;
    const { thinking } = facts;
    return {
      ...facts,
      maxOutputTokens: smaller(facts.maxOutputTokens, maxOutputTokens),
      thinking:
        'maxBudget' in thinking
          ? { ...thinking, maxBudget: smaller(thinking.maxBudget, maxBudget) }
          : thinking,
    };
  }
}

function smaller(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
