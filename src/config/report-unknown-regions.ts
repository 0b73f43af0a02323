import type { ProviderType } from './provider-type.js';
import type { Problem } from './settings-error.js';
import type { Settings } from './settings.js';

/** Stands for every region. */
export const ALL_REGIONS = 'all';

/** Reports names in REGION_DIAGNOSIS that are no region of any type of provider. */
export function reportUnknownRegions(
  { regionDiagnosis }: Settings,
  types: readonly ProviderType[],
  report: (problem: Omit<Problem, 'where'>) => void,
): void {
  const known = types.flatMap(({ regions = [] }) => regions);
  // What is no list has been reported by now.
  const names: unknown = regionDiagnosis;
  if (!Array.isArray(names) || names.every((name) => name === ALL_REGIONS || known.includes(String(name)))) {
    return;
  }
  report({ message: `each must be one of ${known.join(', ')}, or ${ALL_REGIONS}` });
}
