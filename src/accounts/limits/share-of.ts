/** What one of several replicas may let through of a limit: at least one, unless the limit allows nothing. */
export function shareOf(limit: number, replicas: number): number {
  return limit === 0 ? 0 : Math.max(Math.floor(limit / replicas), 1);
}
