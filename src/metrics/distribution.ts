import type { MetricDescription } from './tally.js';
import { writeLabels } from './write-labels.js';

export interface DistributionDescription extends MetricDescription {
  /** Upper bounds, rising. */
  readonly buckets: readonly number[];
}

interface Observed {
  /** What the lines begin with: one a bucket, then +Inf, sum and count. */
  readonly starts: readonly string[];
  /** How many fell between two bounds. */
  readonly counts: number[];
  count: number;
  sum: number;
  /** Its lines, until the next value: most labels are quiet between two scrapes. */
  text: string;
}

/** A histogram, made like a Tally. */
export class Distribution {
  private readonly children = new Map<string, Observed>();

  constructor(private readonly description: DistributionDescription) {}

  /** @param values Of the labels, in the order of their names. */
  observe(values: readonly string[], value: number): void {
    const key = values.join('\n');
    let child = this.children.get(key);
    if (child === undefined) {
      child = this.createChild(values);
      this.children.set(key, child);
    }
    child.text = '';
    child.count += 1;
    child.sum += value;
    const { buckets } = this.description;
    let index = 0;
    while (index < buckets.length && value > (buckets[index] ?? 0)) index += 1;
    if (index < buckets.length) child.counts[index] = (child.counts[index] ?? 0) + 1;
  }

  /** In Prometheus' text format; ends with a line break. */
  render(): string {
    const { name, help } = this.description;
    let text = `# HELP ${name} ${help}\n# TYPE ${name} histogram\n`;
    for (const child of this.children.values()) {
      if (child.text === '') child.text = renderChild(child);
      text += child.text;
    }
    return text;
  }

  private createChild(values: readonly string[]): Observed {
    const { name, labelNames, buckets } = this.description;
    const labels = writeLabels(labelNames, values);
    const starts = [...buckets.map(String), '+Inf'].map(
      (bound) => `${name}_bucket{${labels === '' ? '' : `${labels},`}le="${bound}"} `,
    );
    starts.push(`${name}_sum{${labels}} `, `${name}_count{${labels}} `);
    return { starts, counts: buckets.map(() => 0), count: 0, sum: 0, text: '' };
  }
}

function renderChild({ starts, counts, count, sum }: Observed): string {
  let text = '';
  let below = 0;
  for (let index = 0; index < counts.length; index += 1) {
    below += counts[index] ?? 0;
    text += `${starts[index] ?? ''}${below}\n`;
  }
  const [infinity = '', sumStart = '', countStart = ''] = starts.slice(counts.length);
  return `${text}${infinity}${count}\n${sumStart}${sum}\n${countStart}${count}\n`;
}
