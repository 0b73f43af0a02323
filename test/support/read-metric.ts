/** The whole text of a management port's /metrics. */
export async function readMetrics(management: string): Promise<string> {
  const response = await fetch(`${management}/metrics`);
  return response.text();
}

/** The value of a metric without labels. */
export async function readMetric(management: string, name: string): Promise<number> {
  const [sample] = await readSamples(management, name);
  if (sample === undefined) throw new Error(`there is no metric ${name}`);
  return sample.value;
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Every sample of a metric; a histogram's are under `<name>_count`, `<name>_sum` and `<name>_bucket`. */
export async function readSamples(management: string, name: string): Promise<readonly Sample[]> {
  const lines = [
    ...(await readMetrics(management)).matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm')),
  ];
  return lines.map(([, labels = '', value]) => ({
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text] as const),
    ),
    value: Number(value),
  }));
}
