/** Every API door answers below both: the path of the real service, and the short one that OpenAI's clients know. */
export const BASE_PATHS = ['compatible-mode/v1', 'v1'];

/** Where DashScope's own API answers, which has a JSON of its own. */
export const NATIVE_PATH = 'api/v1';

/** Where Anthropic's Messages API answers. */
export const ANTHROPIC_PATH = 'apps/anthropic/v1';

/** Where reranking answers, and nothing else. */
export const RERANK_PATH = 'compatible-api/v1';

/** Below this path lies what the real service does not have: records, accounts and faults. */
export const CONTROL_PATH = '_simulator';

export function isControlPath(path: string): boolean {
  return path === `/${CONTROL_PATH}` || path.startsWith(`/${CONTROL_PATH}/`);
}

/** Each family of doors has its own JSON for errors. */
export type ErrorShape = 'compatible' | 'native' | 'anthropic';

export function shapeOfPath(path: string): ErrorShape {
  if (path.startsWith(`/${NATIVE_PATH}/`)) return 'native';
  return path.startsWith(`/${ANTHROPIC_PATH}/`) ? 'anthropic' : 'compatible';
}

/** Uploads, and doors that report on the very bytes: their bodies are not read ahead of them. */
const READS_ITS_BODY =
  /^\/(?:compatible-mode\/)?v1\/files(?:\?|$)|^\/(?:(?:compatible-mode|compatible-api|api|apps\/anthropic)\/)?v1\/_(?:echo|bytes)(?:[/?]|$)/;

export function readsItsBody(url: string | undefined): boolean {
  return READS_ITS_BODY.test(url ?? '');
}
