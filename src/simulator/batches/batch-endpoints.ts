/** The one model of the test endpoint. It infers nothing. */
export const TEST_MODEL = 'batch-test-model';
export const TEST_ENDPOINT = '/v1/chat/ds-test';

/** What a batch may be made for, and the url that its lines have. */
const CHAT_ENDPOINT = '/v1/chat/completions';
export const EMBEDDINGS_ENDPOINT = '/v1/embeddings';
export const BATCH_ENDPOINTS: readonly string[] = [CHAT_ENDPOINT, EMBEDDINGS_ENDPOINT, TEST_ENDPOINT];

const MEGABYTE = 1024 * 1024;

export interface InputLimits {
  readonly lines: number;
  readonly bytes: number;
}

export function limitsOf(endpoint: string): InputLimits {
  return endpoint === TEST_ENDPOINT
    ? { lines: 100, bytes: MEGABYTE }
    : { lines: 50_000, bytes: 500 * MEGABYTE };
}
