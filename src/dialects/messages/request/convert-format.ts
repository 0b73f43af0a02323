import type { MessagesRequest } from '../../../contracts/messages.js';
import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';

/** Chat asks for a name; Anthropic's schemas have none. */
const NAME = 'answer';

/** `output_config.format`, or `output_format` as it was called before -> chat's `response_format`. */
export function convertFormat({ output_config: config, output_format: older }: MessagesRequest): unknown {
  const format = (isRecord(config) ? config.format : undefined) ?? older;
  if (format === undefined || format === null) return undefined;
  const path = format === older ? 'output_format' : 'output_config.format';
  if (!isRecord(format) || format.type !== 'json_schema' || !isRecord(format.schema)) {
    return refuse(path, `${path} must be of type json_schema and have a schema.`);
  }
  return { type: 'json_schema', json_schema: { name: NAME, schema: format.schema, strict: true } };
}
