import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';
import type { Reports } from '../../reports.js';
import { type Block, type PlacedBlock, readText } from './read-content.js';

/** A part of a chat message's content. */
export type ChatPart = Readonly<Record<string, unknown>>;

export interface PartContext {
  readonly reports: Reports;
  /** Whether the upstream takes `cache_control` on parts. */
  readonly takesCacheControl: boolean;
}

/** What a block of this type is to the model in words, since chat has no place for it. */
const DESCRIBED =
  /^(search_result|web_search_tool_result|web_fetch_tool_result|server_tool_use|mcp_tool_use|mcp_tool_result|container_upload|tool_reference|\w+_tool_result)$/;
/** More of such a block is not worth the model's attention. */
const LONGEST_DESCRIPTION = 2_000;

/** Text, image, or a block that ran elsewhere -> a part. @throws GatewayError 400 that names the block. */
export function convertPart(placed: PlacedBlock, context: PartContext): ChatPart {
  const { block, path } = placed;
  const mark = readCacheMark(block, context);
  switch (block.type) {
    case 'text':
      return { type: 'text', text: readText(placed), ...mark };
    case 'image':
      return { type: 'image_url', image_url: { url: readImage(block, path) }, ...mark };
    default:
      if (typeof block.type !== 'string' || !DESCRIBED.test(block.type)) {
        return refuse(
          `${path}.type`,
          `${path}.type ${quote(block.type)} is not known here, or not in this place.`,
        );
      }
      context.reports.addForeign(`messages.${block.type}`);
      return { type: 'text', text: describe(block), ...mark };
  }
}

/** Whether nothing would be lost by leaving it out. */
export function isEmptyText({ type, text }: ChatPart): boolean {
  return type === 'text' && text === '';
}

/** One text where all parts are texts without a mark, else the parts. */
export function joinTexts(parts: readonly ChatPart[], separator: string): string | readonly ChatPart[] {
  const isPlain = parts.every((part) => part.type === 'text' && !('cache_control' in part));
  return isPlain ? parts.map(({ text }) => String(text)).join(separator) : parts;
}

/** Model Studio knows one kind of mark and one life time. */
function readCacheMark(
  { cache_control: control }: Block,
  { reports, takesCacheControl }: PartContext,
): ChatPart {
  if (!isRecord(control)) return {};
  if (!takesCacheControl) {
    reports.add('cache_control');
    return {};
  }
  if (control.ttl !== undefined && control.ttl !== '5m') reports.add('cache_control.ttl');
  return { cache_control: { type: 'ephemeral' } };
}

function readImage({ source }: Block, path: string): string {
  const at = `${path}.source`;
  if (!isRecord(source)) return refuse(at, `${at} must be an object with a type.`);
  const { type, url, data, media_type: mediaType } = source;
  if (type === 'url' && typeof url === 'string' && /^https?:/i.test(url)) return url;
  if (type === 'base64' && typeof data === 'string' && typeof mediaType === 'string') {
    return `data:${mediaType};base64,${data}`;
  }
  return refuse(
    at,
    `${at} must be base64 with media_type and data, or url with an https address; ids of files are not read here.`,
  );
}

function describe({ cache_control: _mark, ...block }: Block): string {
  const text = JSON.stringify(block);
  return `[${text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION)}…` : text}]`;
}

function quote(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : 'that is no text';
}
