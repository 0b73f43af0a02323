import type { Settings } from '../../config/settings.js';

const DAY_MS = 86_400_000;

/** When what is made or used now may be deleted. Epoch milliseconds. */
export function readExpiry({ responsesRetentionDays }: Pick<Settings, 'responsesRetentionDays'>): number {
  return Date.now() + responsesRetentionDays * DAY_MS;
}
