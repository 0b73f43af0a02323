import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';
import type { Reports } from '../../reports.js';

export type ChatPart = Readonly<Record<string, unknown>>;
/** Text, or chat's content parts where there is more than one text. */
export type ChatContent = string | readonly ChatPart[];

const TEXTS: readonly unknown[] = ['input_text', 'output_text', 'text', 'summary_text', 'reasoning_text'];
const FETCHABLE = /^(https?:|data:)/i;

/** The content of a message. @throws GatewayError 400 that names the part. */
export function convertContent(content: unknown, path: string, reports: Reports): ChatContent {
  if (typeof content === 'string') return content;
  if (content === undefined || content === null) return '';
  if (!Array.isArray(content)) return refuse(path, `${path} must be a text or a list of parts.`);
  const parts = (content as readonly unknown[]).map((part, index) =>
    convertPart(part, `${path}[${index}]`, reports),
  );
  const [only] = parts;
  if (only === undefined) return '';
  return parts.length === 1 && typeof only.text === 'string' ? only.text : parts;
}

/** The text of a content whose other parts have no place. @throws GatewayError 400 that names the part. */
export function readTexts(content: unknown, path: string): readonly string[] {
  if (typeof content === 'string') return [content];
  if (content === undefined || content === null) return [];
  if (!Array.isArray(content)) return refuse(path, `${path} must be a text or a list of parts.`);
  return (content as readonly unknown[]).map((part, index) => {
    const text = readText(part);
    return text ?? refuse(`${path}[${index}]`, `${path}[${index}] must be a text.`);
  });
}

function convertPart(part: unknown, path: string, reports: Reports): ChatPart {
  const text = readText(part);
  if (text !== undefined) return { type: 'text', text };
  if (!isRecord(part)) return refuse(path, `${path} must be an object.`);
  switch (part.type) {
    case 'input_image':
      return convertImage(part, path, reports);
    case 'input_audio':
      return { type: 'input_audio', input_audio: part.input_audio };
    default:
      return refuse(
        `${path}.type`,
        `${path}.type must be input_text, input_image, input_audio or input_file.`,
      );
  }
}

/** Also of a refusal, which is what the model said. */
function readText(part: unknown): string | undefined {
  if (!isRecord(part)) return undefined;
  const { type, text, refusal } = part;
  if (TEXTS.includes(type) && typeof text === 'string') return text;
  return type === 'refusal' && typeof refusal === 'string' ? refusal : undefined;
}

function convertImage({ image_url: url, detail }: ChatPart, path: string, reports: Reports): ChatPart {
  if (typeof url !== 'string') {
    return refuse(path, `${path} must have an image_url, or the file_id of an upload.`);
  }
  if (!FETCHABLE.test(url)) refuse(`${path}.image_url`, `${path}.image_url must be an https or a data URL.`);
  if (detail !== undefined && detail !== null && detail !== 'auto') reports.add('input_image.detail');
  return { type: 'image_url', image_url: { url } };
}
