/** What a key can have a right to: each is one or several routes, named for their first folder below /v1. */
export const ROUTE_GROUPS = [
  'chat',
  'responses',
  'conversations',
  'messages',
  'embeddings',
  'rerank',
  'files',
  'batches',
  'models',
  'explain',
  'realtime',
  'passthrough',
] as const;

export type RouteGroup = (typeof ROUTE_GROUPS)[number];
