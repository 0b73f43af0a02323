/** Hosts of one region of Model Studio; `null` where it has no shared host and a workspace id is needed. */
export interface BailianRegion {
  readonly sharedBaseUrl: string | null;
  /** `{workspace-id}` is replaced by BAILIAN_WORKSPACE_ID. */
  readonly workspaceBaseUrl: string;
  readonly hasBatches: boolean;
}

const WORKSPACE = 'maas.aliyuncs.com/compatible-mode/v1';

/** Source: Model Studio's documentation of regions and base URLs, November 2026. */
export const BAILIAN_REGIONS: Readonly<Record<string, BailianRegion>> = {
  beijing: {
    sharedBaseUrl: 'https://dashscope.aliyuncs.com/compatible-mode/v1',
    workspaceBaseUrl: `https://{workspace-id}.cn-beijing.${WORKSPACE}`,
    hasBatches: true,
  },
  singapore: {
    sharedBaseUrl: 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    workspaceBaseUrl: `https://{workspace-id}.ap-southeast-1.${WORKSPACE}`,
    hasBatches: true,
  },
  virginia: {
    sharedBaseUrl: 'https://dashscope-us.aliyuncs.com/compatible-mode/v1',
    workspaceBaseUrl: `https://{workspace-id}.us-east-1.${WORKSPACE}`,
    hasBatches: false,
  },
  hongkong: {
    sharedBaseUrl: 'https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1',
    workspaceBaseUrl: `https://{workspace-id}.cn-hongkong.${WORKSPACE}`,
    hasBatches: false,
  },
  frankfurt: {
    sharedBaseUrl: null,
    workspaceBaseUrl: `https://{workspace-id}.eu-central-1.${WORKSPACE}`,
    hasBatches: false,
  },
  tokyo: {
    sharedBaseUrl: null,
    workspaceBaseUrl: `https://{workspace-id}.ap-northeast-1.${WORKSPACE}`,
    hasBatches: false,
  },
};

export const DEFAULT_REGION = 'beijing';

/** The name of the region that a host of Model Studio stands in; undefined for a host that the table does not have. */
export function findRegion(host: string): string | undefined {
  return Object.entries(BAILIAN_REGIONS).find(([, { sharedBaseUrl, workspaceBaseUrl }]) => {
    if (sharedBaseUrl !== null && host === new URL(sharedBaseUrl).host) return true;
    const [, workspaceHosts] = /\{workspace-id\}([^/]+)/.exec(workspaceBaseUrl) ?? [];
    return workspaceHosts !== undefined && host.endsWith(workspaceHosts);
  })?.[0];
}

/** Hosts of the Coding Plan, whose keys begin with `sk-sp-`: in China, and outside. Same source. */
export const PLAN_BASE_URLS = [
  'https://coding.dashscope.aliyuncs.com/v1',
  'https://coding-intl.dashscope.aliyuncs.com/v1',
] as const;
