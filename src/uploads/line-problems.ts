/** So many are told. */
const MOST_TOLD = 20;

/** What is wrong with which lines. */
export class LineProblems {
  count = 0;
  private readonly told: string[] = [];

  /** @param nameLine e.g. `line 7`, from the number of the line */
  constructor(readonly nameLine: (number: number) => string) {}

  add(number: number, problem: string): void {
    this.count += 1;
    if (this.told.length < MOST_TOLD) this.told.push(`${this.nameLine(number)}: ${problem}`);
  }

  /** E.g. `line 7: is not JSON; line 9: has no model; and 3 more.` */
  describe(): string {
    const untold = this.count - this.told.length;
    return `${[...this.told, ...(untold > 0 ? [`and ${untold} more`] : [])].join('; ')}.`;
  }
}
