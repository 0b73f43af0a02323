import { countTokens } from '../chat/tokens.js';
import { isRecord } from '../edge/is-record.js';
import { createParameterError, SimulatorError } from '../edge/simulator-error.js';
import { requireModel } from '../models/require-model.js';
import { SIMULATED_MODELS } from '../models/simulator.models.js';
import { EMBEDDING_MODELS, type EmbeddingModel } from './embedding-models.js';

/** A request whose fields have been checked against the limits of its model. */
export interface EmbeddingRequest {
  readonly model: EmbeddingModel;
  readonly rows: readonly string[];
  readonly dimensions: number;
  /** Of all rows. */
  readonly tokens: number;
}

/** @throws SimulatorError in the words of this door, whose codes are others than those of chat. */
export function parseEmbeddingRequest(body: unknown): EmbeddingRequest {
  if (!isRecord(body)) {
    throw createParameterError('Required body invalid, please check the request body format.');
  }
  const model = requireModel(body.model, EMBEDDING_MODELS, SIMULATED_MODELS);
  const rows = parseRows(body.input, model);
  checkFormat(body.encoding_format);
  return {
    model,
    rows,
    dimensions: parseDimensions(body.dimensions, model),
    tokens: countRows(rows, model),
  };
}

/** @param place where the mistake is, in the request as the inference stage sees it */
function createEmbeddingError(problem: string, place: string): SimulatorError {
  return new SimulatorError({
    status: 400,
    code: 'InvalidParameter',
    type: 'InvalidParameter',
    message: `<400> InternalError.Algo.InvalidParameter: ${problem}: ${place}`,
    stage: 'inference',
    hasBareId: true,
  });
}

function parseRows(input: unknown, { maxRows }: EmbeddingModel): readonly string[] {
  const rows: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (!rows.every((row) => typeof row === 'string')) {
    throw createEmbeddingError('Value error, contents is neither str nor list of str.', 'input.contents');
  }
  if (rows.length === 0 || rows.length > maxRows) {
    const bound = rows.length === 0 ? 'smaller than 1' : `larger than ${maxRows}`;
    throw createEmbeddingError(
      `Value error, batch size is invalid, it should not be ${bound}.`,
      'input.contents',
    );
  }
  return rows;
}

function countRows(rows: readonly string[], { maxRowTokens }: EmbeddingModel): number {
  return rows.reduce((sum, row, index) => {
    const tokens = countTokens(row);
    if (tokens >= 1 && tokens <= maxRowTokens) return sum + tokens;
    throw createEmbeddingError(
      `Range of input length should be [1, ${maxRowTokens}]`,
      `input.contents.${index}`,
    );
  }, 0);
}

function parseDimensions(value: unknown, { dimensions, usualDimensions }: EmbeddingModel): number {
  if (value === undefined || value === null) return usualDimensions;
  if (typeof value === 'number' && dimensions.includes(value)) return value;
  throw createEmbeddingError(
    `Value error, dimension is invalid, it should be one of [${dimensions.join(', ')}].`,
    'parameters.dimension',
  );
}

function checkFormat(format: unknown): void {
  if (format === undefined || format === null || format === 'float') return;
  throw createEmbeddingError("Value error, encoding_format should be 'float'.", 'parameters.encoding_format');
}
