import type { ChatMessage } from '../../contracts/chat-completion.js';
import { createInferenceError } from '../edge/simulator-error.js';
import type { SimulatedModel } from '../models/simulator.models.js';
import { isRecord } from '../edge/is-record.js';
import type { RawRequest, ResponseFormat } from './chat-request.js';
import { readText } from './message-text.js';

interface Circumstances {
  readonly model: SimulatedModel;
  readonly messages: readonly ChatMessage[];
  readonly isThinking: boolean;
}

export function parseResponseFormat(body: RawRequest, circumstances: Circumstances): ResponseFormat {
  const format = body.response_format;
  if (format === undefined || format === null) return { kind: 'text' };
  const type = isRecord(format) ? format.type : undefined;
  if (type === 'text') return { kind: 'text' };
  if (!isRecord(format) || (type !== 'json_object' && type !== 'json_schema')) {
    throw createInferenceError(
      `Unknown format of response_format, response_format should be a dict, includes 'type' and an optional key 'json_schema'. The response_format type from user is ${String(type)}.`,
    );
  }
  const { model, messages, isThinking } = circumstances;
  if (isThinking && model.dialect === 'older') {
    throw createInferenceError('Json mode response is not supported when enable_thinking is true');
  }
  if (type === 'json_schema') return parseSchema(format, model);
  if (!messages.some((message) => /json/i.test(readText(message)))) {
    throw createInferenceError(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    );
  }
  return { kind: 'json_object' };
}

function parseSchema(format: RawRequest, model: SimulatedModel): ResponseFormat {
  if (!model.hasJsonSchema) {
    throw createInferenceError(
      `'response_format.type' of 'json_schema' is not supported by the model ${model.id}.`,
    );
  }
  const wrapper = format.json_schema;
  if (!isRecord(wrapper) || !isRecord(wrapper.schema)) {
    throw createInferenceError("'response_format.json_schema.schema' is required.");
  }
  if (isRecursive(wrapper.schema)) {
    throw createInferenceError("'response_format.json_schema.schema' must not be recursive.");
  }
  return { kind: 'json_schema', schema: wrapper.schema };
}

/** Whether a definition leads to itself, or to the whole schema. */
function isRecursive(schema: RawRequest): boolean {
  const definitions = { ...toRecord(schema.definitions), ...toRecord(schema.$defs) };
  const leadsTo = (node: unknown): readonly string[] =>
    [...JSON.stringify(node ?? null).matchAll(/"\$ref":"#(?:\/(?:\$defs|definitions)\/)?([^"]*)"/g)].map(
      ([, name = '']) => name,
    );
  const reaches = (from: string, seen: ReadonlySet<string>): boolean =>
    leadsTo(definitions[from]).some(
      (name) => name === '' || seen.has(name) || reaches(name, new Set([...seen, name])),
    );
  return (
    Object.keys(definitions).some((name) => reaches(name, new Set([name]))) || leadsTo(schema).includes('')
  );
}

function toRecord(value: unknown): RawRequest {
  return isRecord(value) ? value : {};
}
