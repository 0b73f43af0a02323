/** Doors of Model Studio beside its compatible interface, on the same host. Source: its API reference, November 2026. */
const NATIVE_DOORS = ['/api/v1', '/compatible-mode', '/compatible-api', '/apps'];

/** Realtime sessions over a WebSocket. */
export const REALTIME_DOOR = '/api-ws/v1/realtime';

/** Paths that hand out credentials of the account, lower case: temporary keys (documented), and names such paths may have. */
const CREDENTIAL_PATHS = [
  '/api/v1/tokens',
  '/api/v1/token',
  '/api/v1/apikeys',
  '/api/v1/api-keys',
  '/api/v1/api_keys',
  '/api/v1/credentials',
  '/api/v1/sts',
];

/** What passthrough has to know of Model Studio. */
export const PASSTHROUGH_DOORS = {
  hostPaths: NATIVE_DOORS,
  forbidden: CREDENTIAL_PATHS,
  renamesOutputCap: true,
};

/** Reranking is at a door of its own beside the compatible interface (documented), also where a proxy puts a path before both. */
export function rerankBasePath(compatiblePath: string): string {
  const [, before = ''] = /^(.*)\/compatible-mode\/v1$/.exec(compatiblePath) ?? [];
  return `${before}/compatible-api/v1`;
}
