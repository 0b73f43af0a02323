import type { BatchFields } from '../contracts/batches.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { CreateBatchDto } from './create-batch.dto.js';

/** Where the requests of a batch are. */
export type BatchSource =
  | { readonly inputFileId: string }
  /** The gateway is to make the file. */
  | { readonly requests: readonly unknown[] };

/** A request for a batch, told apart. */
export interface BatchPlan {
  /** What the upstream gets, less the input. */
  readonly fields: BatchFields;
  /** The instance that the client names. */
  readonly provider: string | undefined;
  readonly source: BatchSource;
}

const USUAL_WINDOW = '24h';

/** @throws GatewayError 400 that names the field. */
export function planBatch(dto: CreateBatchDto): BatchPlan {
  const { input_file_id: inputFileId, requests, metadata, completion_window: window, ...rest } = dto;
  const { provider, ...ownMetadata } = metadata ?? {};
  if (provider !== undefined && (typeof provider !== 'string' || provider === '')) {
    throw invalid('metadata.provider must be the name of a provider.', 'metadata.provider');
  }
  const fields = {
    ...rest,
    completion_window: window ?? USUAL_WINDOW,
    ...(metadata === undefined || metadata === null ? {} : { metadata: ownMetadata }),
  };
  return { fields, provider, source: chooseSource(inputFileId ?? undefined, requests ?? undefined) };
}

function chooseSource(
  inputFileId: string | undefined,
  requests: readonly unknown[] | undefined,
): BatchSource {
  if (requests === undefined) {
    if (inputFileId !== undefined) return { inputFileId };
    throw invalid('Give input_file_id, the id of an uploaded file, or requests.', 'input_file_id');
  }
  if (inputFileId === undefined) return { requests };
  throw invalid('Give input_file_id or requests, not both.', 'requests');
}

function invalid(message: string, param: string): GatewayError {
  return new GatewayError('invalid_request', message, { param });
}
