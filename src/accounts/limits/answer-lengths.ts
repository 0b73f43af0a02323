/** So many models are remembered; of others nothing is known. */
const MAX_MODELS = 1_000;
/** How much one answer weighs in the mean. */
const WEIGHT = 0.1;
/** Of a model that has not answered yet. */
const FIRST_GUESS = 256;

/** The running mean of how many tokens a model's answers have. */
export class AnswerLengths {
  private readonly means = new Map<string, number>();

  guess(model: string): number {
    return Math.ceil(this.means.get(model) ?? FIRST_GUESS);
  }

  note(model: string, tokens: number): void {
    const mean = this.means.get(model);
    if (mean !== undefined) this.means.set(model, mean + (tokens - mean) * WEIGHT);
    else if (this.means.size < MAX_MODELS) this.means.set(model, tokens);
  }
}
