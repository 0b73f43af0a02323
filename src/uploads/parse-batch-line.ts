import { isUtf8 } from 'node:buffer';

/** A request of a batch, checked. */
export interface BatchLine {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: { readonly model: string; readonly [field: string]: unknown };
}

/** All ids of a file are held while it is checked. */
const MAX_ID_LENGTH = 512;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** The request of a line, or what is wrong with it. */
export function parseBatchLine(bytes: Buffer): BatchLine | string {
  if (!isUtf8(bytes)) return 'is not UTF-8';
  if (bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
    return 'begins with a byte order mark; save the file as UTF-8 without one';
  }
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(value) ? checkFields(value) : 'is not a JSON object';
  } catch {
    return 'is not JSON';
  }
}

function checkFields(value: object): BatchLine | string {
  const { custom_id: customId, method, url, body } = value as Partial<Record<keyof BatchLine, unknown>>;
  if (typeof customId !== 'string' || customId === '') return 'has no custom_id, which must be a text';
  if (customId.length > MAX_ID_LENGTH) return `has a custom_id of more than ${MAX_ID_LENGTH} characters`;
  if (method !== 'POST') return 'must have the method "POST"';
  if (typeof url !== 'string') return 'has no url';
  if (!isObject(body)) return 'has no body, which must be an object';
  const { model } = body as { model?: unknown };
  if (typeof model !== 'string' || model === '') return 'has no model in its body';
  return value as BatchLine;
}

export function isBlank(bytes: Buffer): boolean {
  return bytes.length < 16 && bytes.toString('latin1').trim() === '';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
