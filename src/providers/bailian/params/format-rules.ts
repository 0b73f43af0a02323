import type { ChatDraft } from './chat-draft.js';
import type { ChatRule } from './chat-rule.js';
import { recurses } from './recurses.js';
import { addToSystem } from './system-text.js';

const SCHEMA_PATH = 'response_format.json_schema.schema';

export const recursiveSchema: ChatRule = {
  id: 'recursive-schema',
  complaints: ['Q9'],
  what: 'A json_schema that leads back to itself by $ref is a 400.',
  apply: (draft) => {
    const schema = readSchema(draft);
    if (schema === undefined || !recurses(schema)) return;
    draft.refuse(
      SCHEMA_PATH,
      `${SCHEMA_PATH} must not lead back to itself by $ref; unfold it to a fixed depth.`,
    );
  },
};

export const jsonSchemaFallback: ChatRule = {
  id: 'json-schema-fallback',
  complaints: ['Q9'],
  what: 'json_schema for a model that is known not to have it is a 400; with JSON_SCHEMA_FALLBACK=emulate it becomes JSON mode with the schema in the system message, and the answer stays the model’s own: nothing checks it.',
  apply: (draft) => {
    if (readType(draft) !== 'json_schema' || draft.facts.features.json_schema !== false) return;
    const { model } = draft.body;
    const mayEmulate =
      draft.options.jsonSchemaFallback === 'emulate' && draft.facts.features.json_mode !== false;
    if (!mayEmulate) {
      draft.refuse(
        'response_format',
        `${model} knows no json_schema; send {"type": "json_object"} and describe the JSON in a message, or choose a model that knows it.`,
      );
    }
    const schema = JSON.stringify(readSchema(draft) ?? {});
    const sentence = `Answer with one JSON value that fits this JSON schema, and nothing else: ${schema}`;
    draft.set('response_format', { type: 'json_object' });
    draft.set('messages', addToSystem(draft.messages, sentence));
  },
};

/** After the fallback, which may make a JSON mode. */
export const jsonWord: ChatRule = {
  id: 'json-word',
  complaints: ['Q9'],
  what: 'JSON mode without the word JSON in any message gets it by a sentence in the system message; a model that is known to have no JSON mode refuses it with a 400.',
  apply: (draft) => {
    if (readType(draft) !== 'json_object') return;
    if (draft.facts.features.json_mode === false) {
      draft.refuse('response_format', `${draft.body.model} has no JSON mode; leave response_format out.`);
    }
    if (draft.messages.some(({ content }) => hasWord(content))) return;
    draft.set('messages', addToSystem(draft.messages, 'Answer in JSON.'));
  },
};

function readType(draft: ChatDraft): unknown {
  const format = draft.body.response_format;
  return isRecord(format) ? format.type : undefined;
}

function readSchema(draft: ChatDraft): unknown {
  const format = draft.body.response_format;
  const wrapper = isRecord(format) ? format.json_schema : undefined;
  return isRecord(wrapper) ? wrapper.schema : undefined;
}

function hasWord(content: unknown): boolean {
  if (typeof content === 'string') return /json/i.test(content);
  if (!Array.isArray(content)) return false;
  return content.some(
    (part: unknown) => isRecord(part) && typeof part.text === 'string' && hasWord(part.text),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
