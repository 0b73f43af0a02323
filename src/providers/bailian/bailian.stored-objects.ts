import type { BatchInputRules } from '../../contracts/batches.js';
import type { Capabilities } from '../../contracts/provider.js';
import { createBatchesCapability } from '../upstream/batches-capability.js';
import { createFilesCapability } from '../upstream/files-capability.js';
import type { ObjectStore } from '../upstream/stored-object-requests.js';
import { BAILIAN_REGIONS, findRegion } from './bailian.regions.js';

// Source: Model Studio's documentation of its file and batch interfaces, November 2026.

const FILE_PURPOSES = ['file-extract', 'batch', 'fine-tune'];
const MAX_FILES_PAGE = 2_000;
const MAX_BATCHES_PAGE = 100;

const BATCH_INPUT: BatchInputRules = {
  endpoints: ['/v1/chat/completions', '/v1/embeddings', '/v1/chat/ds-test'],
  maxLines: 50_000,
  renamesOutputCap: true,
  testModel: 'batch-test-model',
};

/** Files and batches of an instance. */
export function createBailianStoredObjects(
  upstream: Pick<ObjectStore, 'provider' | 'client' | 'toError'>,
): Pick<Capabilities, 'files' | 'batches'> {
  return {
    files: createFilesCapability({ ...upstream, purposes: FILE_PURPOSES, maxPage: MAX_FILES_PAGE }),
    batches: createBatchesCapability({
      ...upstream,
      maxPage: MAX_BATCHES_PAGE,
      unavailable: describeMissingBatches(upstream.provider, upstream.client.host),
      input: BATCH_INPUT,
      describeBadWindow,
      isAddress: isObjectStorageAddress,
    }),
  };
}

const WINDOW = /^(\d{1,5})([hd])$/;
const MIN_HOURS = 24;
const MAX_HOURS = 336;

function describeBadWindow(window: string): string | undefined {
  const [, count, unit] = WINDOW.exec(window) ?? [];
  const hours = Number(count) * (unit === 'd' ? 24 : 1);
  if (hours >= MIN_HOURS && hours <= MAX_HOURS) return undefined;
  return `completion_window must be whole hours or days from ${MIN_HOURS}h to ${MAX_HOURS}h, such as "24h" or "14d".`;
}

/** Input may lie in the account's own object storage: `oss:{region}:{bucket}/path`, or its URL. */
function isObjectStorageAddress(inputFileId: string): boolean {
  return /^(oss:|https?:\/\/)/.test(inputFileId);
}

/** Why an instance has no batches, by its host. A host that no region has is taken to have them. */
function describeMissingBatches(provider: string, host: string): string | undefined {
  const region = findRegion(host);
  if (region === undefined || BAILIAN_REGIONS[region]?.hasBatches !== false) return undefined;
  const names = Object.keys(BAILIAN_REGIONS).filter((name) => BAILIAN_REGIONS[name]?.hasBatches);
  return `Model Studio has no batch service in ${region}, the region of ${provider}; ${names.join(' and ')} have it. Choose a provider there: "provider" of an upload, "metadata.provider" of a batch.`;
}
