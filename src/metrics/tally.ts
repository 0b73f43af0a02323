import { writeLabels } from './write-labels.js';

interface Count {
  readonly start: string;
  value: number;
}

export interface MetricDescription {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/**
 * A counter whose `add` costs one look-up, since it is called for every request: the text of its labels is written once. The
 * caller keeps the number of different labels bounded.
 */
export class Tally {
  private readonly counts = new Map<string, Count>();

  constructor(private readonly description: MetricDescription) {}

  /** @param values Of the labels, in the order of their names. */
  add(values: readonly string[], amount = 1): void {
    const key = values.join('\n');
    const count = this.counts.get(key);
    if (count === undefined) this.counts.set(key, { start: this.startLine(values), value: amount });
    else count.value += amount;
  }

  /** In Prometheus' text format; ends with a line break. */
  render(): string {
    const { name, help } = this.description;
    let text = `# HELP ${name} ${help}\n# TYPE ${name} counter\n`;
    for (const { start, value } of this.counts.values()) text += `${start}${value}\n`;
    return text;
  }

  private startLine(values: readonly string[]): string {
    const { name, labelNames } = this.description;
    return `${name}{${writeLabels(labelNames, values)}} `;
  }
}
