import type { ProviderSettings } from '../../config/provider-settings.js';
import type { ProviderType, SettingProblem } from '../../config/provider-type.js';
import { readBailianCatalogue } from './bailian.catalogue.js';
import { BAILIAN_REGIONS, DEFAULT_REGION } from './bailian.regions.js';

/** What the settings loader knows of Bailian instances. */
export const bailianType: ProviderType = {
  type: 'bailian',
  environmentPrefix: 'BAILIAN',
  catalogue: readBailianCatalogue,
  regions: Object.keys(BAILIAN_REGIONS),
  check: checkRegion,
};

function checkRegion({ region, baseUrl, workspaceId }: ProviderSettings): readonly SettingProblem[] {
  if (baseUrl !== undefined || region === undefined) return [];
  const known = Object.hasOwn(BAILIAN_REGIONS, region) ? BAILIAN_REGIONS[region] : undefined;
  if (known === undefined) {
    const message = `must be one of ${Object.keys(BAILIAN_REGIONS).join(', ')}, or give base_url`;
    return [{ key: 'region', message }];
  }
  if (known.sharedBaseUrl === null && workspaceId === undefined) {
    return [{ key: 'workspace_id', message: 'is needed: this region has no host that workspaces share' }];
  }
  return [];
}

/**
 * The base URL of the compatible interface, without a trailing slash: the explicit one, else the region's, on the
 * workspace's own host where a workspace is given.
 */
export function resolveBaseUrl(
  settings: Pick<ProviderSettings, 'baseUrl' | 'region' | 'workspaceId'>,
): string {
  const { baseUrl, region = DEFAULT_REGION, workspaceId } = settings;
  if (baseUrl !== undefined) return baseUrl.replace(/\/+$/, '');
  const hosts = BAILIAN_REGIONS[region];
  if (hosts === undefined) throw new Error(`unknown region ${region}`);
  if (workspaceId !== undefined) return hosts.workspaceBaseUrl.replace('{workspace-id}', workspaceId);
  if (hosts.sharedBaseUrl === null) throw new Error(`region ${region} needs a workspace id`);
  return hosts.sharedBaseUrl;
}
