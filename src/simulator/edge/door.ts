/** Every API door answers below both: the path of the real service, and the short one that OpenAI's clients know. */
export const BASE_PATHS = ['compatible-mode/v1', 'v1'];

/** Below this path lies what the real service does not have: records, accounts and faults. */
export const CONTROL_PATH = '_simulator';

export function isControlPath(path: string): boolean {
  return path === `/${CONTROL_PATH}` || path.startsWith(`/${CONTROL_PATH}/`);
}
