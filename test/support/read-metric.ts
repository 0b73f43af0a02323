/** The whole text of a management port's /metrics. */
export async function readMetrics(management: string): Promise<string> {
  const response = await fetch(`${management}/metrics`);
  return response.text();
}

/** The value of a metric without labels. */
export async function readMetric(management: string, name: string): Promise<number> {
  const text = await readMetrics(management);
  const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`there is no metric ${name}`);
  return Number(value);
}
