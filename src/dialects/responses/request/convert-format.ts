import type { ResponsesRequest } from '../../../contracts/responses.js';
import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';

/** `text.format` -> chat's `response_format`; undefined for plain text. */
export function convertFormat({ text }: ResponsesRequest): unknown {
  const format = isRecord(text) ? text.format : undefined;
  if (format === undefined || format === null) return undefined;
  if (!isRecord(format)) return refuse('text.format', 'text.format must be an object.');
  switch (format.type) {
    case 'text':
      return undefined;
    case 'json_object':
      return { type: 'json_object' };
    case 'json_schema':
      return convertSchema(format);
    default:
      return refuse('text.format.type', 'text.format.type must be text, json_object or json_schema.');
  }
}

function convertSchema({ name, schema, strict, description }: Readonly<Record<string, unknown>>): unknown {
  if (typeof name !== 'string' || name === '') {
    refuse('text.format.name', 'text.format.name must be a name for the schema.');
  }
  if (!isRecord(schema)) refuse('text.format.schema', 'text.format.schema must be a JSON schema.');
  return {
    type: 'json_schema',
    json_schema: {
      name,
      schema,
      ...(typeof strict === 'boolean' ? { strict } : {}),
      ...(typeof description === 'string' ? { description } : {}),
    },
  };
}
