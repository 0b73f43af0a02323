import { ALL_REGIONS } from '../../config/report-unknown-regions.js';
import type { BailianRegion } from './bailian.regions.js';

/** A host of Model Studio that a key can be tried at. */
export interface KnownHost {
  readonly region: string;
  readonly baseUrl: string;
  /** Takes the keys of one workspace only. */
  readonly isOfWorkspace: boolean;
}

/**
 * The hosts of a table of regions that may be asked for an instance: the shared ones of the allowed regions, and the hosts of its
 * own workspace; never its own host.
 */
export function listHosts(
  regions: Readonly<Record<string, Pick<BailianRegion, 'sharedBaseUrl' | 'workspaceBaseUrl'>>>,
  allowed: readonly string[],
  { workspaceId, ownHost }: { readonly workspaceId?: string; readonly ownHost: string },
): readonly KnownHost[] {
  const isAllowed = (region: string): boolean => allowed.includes(ALL_REGIONS) || allowed.includes(region);
  return Object.entries(regions)
    .filter(([region]) => isAllowed(region))
    .flatMap(([region, { sharedBaseUrl: shared, workspaceBaseUrl: template }]): readonly KnownHost[] => [
      ...(shared === null ? [] : [{ region, baseUrl: shared, isOfWorkspace: false }]),
      ...(workspaceId === undefined
        ? []
        : [{ region, baseUrl: template.replace('{workspace-id}', workspaceId), isOfWorkspace: true }]),
    ])
    .filter(({ baseUrl }) => new URL(baseUrl).host !== ownHost);
}
