import { EMBEDDING_MODELS } from '../embeddings/embedding-models.js';
import { isRecord } from '../edge/is-record.js';
import { SIMULATED_MODELS } from '../models/simulator.models.js';
import type { BatchError } from './batch.js';
import {
  BATCH_ENDPOINTS,
  EMBEDDINGS_ENDPOINT,
  limitsOf,
  TEST_ENDPOINT,
  TEST_MODEL,
} from './batch-endpoints.js';
import { type InputLine, readLines } from './read-lines.js';

type Problem = Pick<BatchError, 'code' | 'message' | 'param'>;

/** More are not reported. */
const MAX_ERRORS = 100;

/** What earlier lines settled for all that follow. */
interface Earlier {
  readonly customIds: Set<string>;
  model?: string;
  thinking?: unknown;
}

/** Every line of an input file against the rules of its endpoint; whether a model likes its body shows only later. */
export async function checkInput(
  file: { readonly path: string; readonly bytes: number },
  endpoint: string,
): Promise<{ readonly total: number; readonly errors: readonly BatchError[] }> {
  const limits = limitsOf(endpoint);
  if (file.bytes > limits.bytes) return { total: 0, errors: [createFileError('file_too_large')] };
  const errors: BatchError[] = [];
  const earlier: Earlier = { customIds: new Set() };
  let total = 0;
  for await (const line of readLines(file.path)) {
    total += 1;
    if (total > limits.lines) return { total, errors: [createFileError('too_many_lines')] };
    const problem = findProblem(line, endpoint, earlier);
    if (problem !== undefined) errors.push({ ...problem, line: line.number });
    if (errors.length === MAX_ERRORS) break;
  }
  if (total === 0) errors.push(createFileError('empty_file'));
  return { total, errors };
}

function findProblem(line: InputLine, endpoint: string, earlier: Earlier): Problem | undefined {
  if (line.isTooLong) return describe('line_too_large', 'The line is larger than 6 MB.', null);
  const request = parseObject(line.text);
  if (request === undefined) return describe('invalid_json_line', 'The line is not a JSON object.', null);
  const { custom_id: customId, method, url, body } = request;
  if (typeof customId !== 'string' || customId === '') {
    return describe('missing_required_parameter', 'custom_id must be a string.', 'custom_id');
  }
  if (earlier.customIds.has(customId)) {
    return describe(
      'duplicate_custom_id',
      `The provided custom_id '${customId}' is not unique.`,
      'custom_id',
    );
  }
  earlier.customIds.add(customId);
  if (method !== 'POST') return describe('invalid_method', 'The method must be POST.', 'method');
  if (!isRecord(body)) return describe('missing_required_parameter', 'body must be an object.', 'body');
  return findUrlProblem(String(url), endpoint, body.model) ?? findModelProblem(body, endpoint, earlier);
}

function findUrlProblem(url: string, endpoint: string, model: unknown): Problem | undefined {
  if (!BATCH_ENDPOINTS.includes(url)) {
    return describe('url_not_found', `The provided url '${url}' is not supported by the Batch API.`, 'url');
  }
  if ((model === TEST_MODEL) !== (url === TEST_ENDPOINT)) {
    const name = model === TEST_MODEL ? `test model '${TEST_MODEL}'` : `model '${String(model)}'`;
    return describe('mismatched_test_url', `The provided URL '${url}' does not match the ${name}.`, 'url');
  }
  if (url === endpoint) return undefined;
  return describe('mismatched_url', `The provided URL '${url}' does not match the batch's endpoint.`, 'url');
}

function findModelProblem(
  body: Readonly<Record<string, unknown>>,
  endpoint: string,
  earlier: Earlier,
): Problem | undefined {
  const model = String(body.model);
  if (!isKnown(model, endpoint)) {
    return describe(
      'model_not_found',
      `The provided model ${model} is not supported by the Batch API.`,
      'model',
    );
  }
  if (earlier.model === undefined) {
    earlier.model = model;
    earlier.thinking = body.enable_thinking;
  }
  if (model !== earlier.model) {
    const message = `The provided model '${model}' does not match the model '${earlier.model}'.`;
    return describe('mismatched_model', message, 'model');
  }
  if (body.enable_thinking === earlier.thinking) return undefined;
  return describe('mismatched_thinking', 'All lines must have the same enable_thinking.', 'enable_thinking');
}

function isKnown(model: string, endpoint: string): boolean {
  if (endpoint === TEST_ENDPOINT) return true;
  return (endpoint === EMBEDDINGS_ENDPOINT ? EMBEDDING_MODELS : SIMULATED_MODELS).has(model);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function describe(code: string, message: string, param: string | null): Problem {
  return { code, message, param };
}

function createFileError(code: 'file_too_large' | 'too_many_lines' | 'empty_file'): BatchError {
  const messages = {
    file_too_large: 'The input file is too large.',
    too_many_lines: 'The input file has too many lines.',
    empty_file: 'The input file is empty.',
  };
  return { code, message: messages[code], param: 'input_file_id', line: null };
}
