import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';

export type Block = Readonly<Record<string, unknown>>;

/** A block and where it stands in the client's request. */
export interface PlacedBlock {
  readonly block: Block;
  readonly path: string;
}

/** The blocks of a content; a text is one block. @throws GatewayError 400 for what is neither. */
export function readBlocks(content: unknown, path: string): readonly PlacedBlock[] {
  if (typeof content === 'string') return [{ block: { type: 'text', text: content }, path }];
  if (!Array.isArray(content)) return refuse(path, `${path} must be a text or a list of blocks.`);
  return (content as readonly unknown[]).map((block, index) => {
    const at = `${path}[${index}]`;
    return isRecord(block) ? { block, path: at } : refuse(at, `${at} must be an object with a type.`);
  });
}

/** @throws GatewayError 400 where a block of text has none. */
export function readText({ block, path }: PlacedBlock): string {
  return typeof block.text === 'string' ? block.text : refuse(`${path}.text`, `${path}.text must be a text.`);
}
