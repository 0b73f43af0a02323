/** Epoch milliseconds as Unix seconds; null for none. */
export function toSeconds(time: number | undefined): number | null {
  return time === undefined ? null : Math.floor(time / 1_000);
}
