import type { Capabilities } from '../../contracts/provider.js';
import { createBatchesCapability } from '../upstream/batches-capability.js';
import { createFilesCapability } from '../upstream/files-capability.js';
import type { ObjectStore } from '../upstream/stored-object-requests.js';

/** Smaller than any server's own. */
const MAX_PAGE = 100;
// OpenAI's own limits.
const ENDPOINTS = ['/v1/chat/completions', '/v1/completions', '/v1/embeddings', '/v1/responses'];
const MAX_LINES = 50_000;

/** Files and batches of a server that may have them, or answer 404. */
export function createStoredObjects(
  upstream: Pick<ObjectStore, 'provider' | 'client' | 'toError'>,
  renamesOutputCap: boolean,
): Pick<Capabilities, 'files' | 'batches'> {
  const input = { endpoints: ENDPOINTS, maxLines: MAX_LINES, renamesOutputCap };
  return {
    files: createFilesCapability({ ...upstream, purposes: [], maxPage: MAX_PAGE }),
    batches: createBatchesCapability({ ...upstream, maxPage: MAX_PAGE, input }),
  };
}
