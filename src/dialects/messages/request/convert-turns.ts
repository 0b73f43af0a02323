import type { ChatMessage } from '../../../contracts/chat-completion.js';
import type { MessageParam, MessagesRequest } from '../../../contracts/messages.js';
import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';
import { type ChatPart, convertPart, isEmptyText, type PartContext } from './chat-parts.js';
import { ChatTurns } from './chat-turns.js';
import { type PlacedBlock, readBlocks } from './read-content.js';

export interface TurnContext extends PartContext {
  /** undefined for what this gateway did not seal for this team. */
  readonly unseal: (signature: string) => string | undefined;
}

export interface ConvertedTurns {
  readonly messages: readonly ChatMessage[];
  /** The last of them is the beginning of the answer. */
  readonly isPrefilled: boolean;
}

/** A line about the client itself that Claude Code puts before its instructions. */
const ATTRIBUTION = /^x-anthropic-billing-header\b/;
const ELSEWHERE: ChatPart = { type: 'text', text: '[see the image in the next message]' };

/** System and messages -> chat messages, in time proportional to their number. @throws GatewayError 400 that names the block. */
export function convertTurns({ system, messages }: MessagesRequest, context: TurnContext): ConvertedTurns {
  const converter = new TurnConverter(context);
  if (system !== undefined && system !== null) converter.addSystem(system, 'system');
  messages.forEach((message, index) => {
    converter.add(message, `messages[${index}]`, index === messages.length - 1);
  });
  return converter.finish();
}

class TurnConverter {
  private readonly turns = new ChatTurns();

  constructor(private readonly context: TurnContext) {}

  add({ role, content }: MessageParam, path: string, isLast: boolean): void {
    const at = `${path}.content`;
    switch (role) {
      case 'user':
        this.addUser(readBlocks(content, at), at);
        break;
      case 'assistant':
        this.addAssistant(readBlocks(content, at), at, isLast);
        break;
      case 'system':
        this.addSystem(content, at);
        break;
      default:
        refuse(`${path}.role`, `${path}.role must be user or assistant.`);
    }
  }

  addSystem(content: unknown, path: string): void {
    const parts = readBlocks(content, path).map((placed) => {
      if (placed.block.type === 'text') return convertPart(placed, this.context);
      return refuse(`${placed.path}.type`, `${placed.path}.type must be text.`);
    });
    this.turns.addSystem(parts.filter((part) => !isEmptyText(part) && !ATTRIBUTION.test(String(part.text))));
  }

  finish(): ConvertedTurns {
    const isPrefilled = this.turns.endsWithAnswer;
    return { messages: this.turns.finish(), isPrefilled };
  }

  private addUser(blocks: readonly PlacedBlock[], path: string): void {
    const parts: ChatPart[] = [];
    let hasResult = false;
    for (const placed of blocks) {
      if (placed.block.type === 'tool_result') {
        hasResult = true;
        this.addResult(placed);
      } else {
        parts.push(convertPart(placed, this.context));
      }
    }
    const said = parts.filter((part) => !isEmptyText(part));
    if (said.length === 0 && !hasResult) refuse(path, `${path} is empty; every message needs content.`);
    this.turns.addUser(said);
  }

  private addAssistant(blocks: readonly PlacedBlock[], path: string, isLast: boolean): void {
    this.turns.beginAssistant();
    let isEmpty = true;
    for (const placed of blocks) if (this.addAnswerBlock(placed)) isEmpty = false;
    if (isEmpty && !isLast) refuse(path, `${path} is empty; every message but the last needs content.`);
  }

  /** Returns whether the block said something. */
  private addAnswerBlock(placed: PlacedBlock): boolean {
    const { block, path } = placed;
    switch (block.type) {
      case 'thinking':
        this.turns.addReasoning(this.readThinking(block));
        return true;
      case 'redacted_thinking':
        // Another provider's secret.
        this.context.reports.add('messages.redacted_thinking');
        return true;
      case 'tool_use':
        this.turns.addCall({ ...readCall(placed), path });
        return true;
      default: {
        const part = convertPart(placed, this.context);
        if (part.type !== 'text') {
          refuse(`${path}.type`, `${path}.type cannot be one of an assistant's message.`);
        }
        if (isEmptyText(part)) return false;
        this.turns.addText(part);
        return true;
      }
    }
  }

  /** What was sealed here counts most: it is the whole reasoning, and nobody changed it. */
  private readThinking({ thinking, signature }: PlacedBlock['block']): string {
    const isSigned = typeof signature === 'string' && signature !== '';
    const unsealed = isSigned ? this.context.unseal(signature) : undefined;
    if (isSigned && unsealed === undefined) this.context.reports.add('messages.thinking.signature');
    return unsealed ?? (typeof thinking === 'string' ? thinking : '');
  }

  private addResult({ block, path }: PlacedBlock): void {
    const { tool_use_id: id, content, is_error: isError } = block;
    if (typeof id !== 'string' || id === '') {
      return refuse(`${path}.tool_use_id`, `${path}.tool_use_id must be the id of a tool_use.`);
    }
    const blocks = content === undefined || content === null ? [] : readBlocks(content, `${path}.content`);
    const parts = blocks.map((placed) => convertPart(placed, this.context));
    const texts = parts.map((part) => (part.type === 'text' ? part : ELSEWHERE));
    // A mark of the whole result holds for the end of it.
    const marked = 'cache_control' in block ? markLast(texts, block, this.context) : texts;
    this.turns.addResult(id, path, {
      texts: isError === true ? markError(marked) : marked,
      media: parts.filter((part) => part.type !== 'text'),
    });
  }
}

function markLast(
  texts: readonly ChatPart[],
  block: PlacedBlock['block'],
  context: PartContext,
): readonly ChatPart[] {
  const last = texts.at(-1) ?? { type: 'text', text: '' };
  const { cache_control } = block;
  const marked = convertPart({ block: { ...last, cache_control }, path: '' }, context);
  return [...texts.slice(0, -1), marked];
}

function markError([first, ...rest]: readonly ChatPart[]): readonly ChatPart[] {
  const text = typeof first?.text === 'string' ? first.text : 'the tool failed';
  return [{ type: 'text', ...first, text: `Error: ${text}` }, ...rest];
}

function readCall({ block, path }: PlacedBlock) {
  const { id, name, input } = block;
  if (typeof id !== 'string' || id === '') return refuse(`${path}.id`, `${path}.id must be an id.`);
  if (typeof name !== 'string' || name === '') {
    return refuse(`${path}.name`, `${path}.name must be the name of a tool.`);
  }
  if (input !== undefined && input !== null && !isRecord(input)) {
    return refuse(`${path}.input`, `${path}.input must be an object.`);
  }
  return { id, name, arguments: JSON.stringify(input ?? {}) };
}
