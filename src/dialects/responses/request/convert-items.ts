import type { ChatMessage } from '../../../contracts/chat-completion.js';
import type { ResponsesItem } from '../../../contracts/responses.js';
import { isRecord } from '../../is-record.js';
import type { ClientTool } from '../tool-map.js';
import { convertContent, readTexts } from './convert-content.js';
import { describeHostedItem, isAnswerSide, isHostedItem } from './hosted-item.js';
import { MessageList } from './message-list.js';
import { refuse } from '../../refuse.js';
import type { Reports } from '../../reports.js';
import type { ToolBook } from './tool-book.js';
import { readToolOutput, type ToolOutput } from './tool-output.js';

/** Each is undefined for what this gateway did not seal for this team. */
export interface Unsealing {
  reasoning(sealed: string): string | undefined;
  compaction(sealed: string): string | undefined;
}

export interface ItemContext {
  readonly instructions: string | null | undefined;
  readonly book: ToolBook;
  readonly reports: Reports;
  /** The path of an item in the client's request. */
  readonly pathOf: (index: number) => string;
  readonly unseal: Unsealing;
}

const OUTPUTS: readonly unknown[] = ['function_call_output', 'custom_tool_call_output', 'tool_search_output'];

/**
 * Items -> chat messages, in time proportional to their number.
 * @throws GatewayError 400 that names the item.
 */
export function convertItems(items: readonly ResponsesItem[], context: ItemContext): readonly ChatMessage[] {
  const list = new MessageList(indexOutputs(items, context));
  if (typeof context.instructions === 'string') list.addSystem(context.instructions);
  const converter = new ItemConverter(list, context);
  items.forEach((item, index) => {
    converter.add(item, context.pathOf(index));
  });
  return list.finish();
}

/** Outputs by the id of their call: a call's message is followed by them at once. */
function indexOutputs(
  items: readonly ResponsesItem[],
  { pathOf, reports }: ItemContext,
): ReadonlyMap<string, () => ToolOutput> {
  const outputs = new Map<string, () => ToolOutput>();
  items.forEach((item, index) => {
    if (!OUTPUTS.includes(item.type)) return;
    const path = pathOf(index);
    const id = item.call_id;
    if (typeof id !== 'string') {
      // A search that the server ran has none.
      if (item.type === 'tool_search_output') return;
      return refuse(`${path}.call_id`, `${path}.call_id must be the call_id of a call.`);
    }
    if (outputs.has(id)) refuse(`${path}.call_id`, `${path} is a second output of the same call.`);
    outputs.set(id, () => readToolOutput(item, path, reports));
  });
  return outputs;
}

class ItemConverter {
  constructor(
    private readonly list: MessageList,
    private readonly context: ItemContext,
  ) {}

  add(item: ResponsesItem, path: string): void {
    const type = item.type ?? 'message';
    const { reports } = this.context;
    switch (type) {
      case 'message':
        this.addMessage(item, path);
        break;
      case 'reasoning':
        this.addReasoning(item, path);
        break;
      case 'function_call':
      case 'custom_tool_call':
      case 'tool_search_call':
        this.addCall(item, path);
        break;
      case 'function_call_output':
      case 'custom_tool_call_output':
      case 'tool_search_output':
        this.addOutput(item, path);
        break;
      case 'compaction':
        this.addCompaction(item, path);
        break;
      case 'additional_tools':
        // Its tools were read before.
        break;
      case 'compaction_trigger':
      case 'agent_reasoning':
        reports.add(`input.${type}`);
        break;
      default:
        this.addForeign(item, type, path);
    }
  }

  private addMessage({ role, content }: ResponsesItem, path: string): void {
    const at = `${path}.content`;
    switch (role) {
      case 'user':
        this.list.addUser(convertContent(content, at, this.context.reports));
        break;
      case 'assistant':
        this.list.addText(readTexts(content, at).join(''));
        break;
      case 'system':
      case 'developer':
        this.list.addSystem(readTexts(content, at).join('\n\n'));
        break;
      default:
        refuse(`${path}.role`, `${path}.role must be user, assistant, system or developer.`);
    }
  }

  /** What was sealed here counts most: it is the whole reasoning, and nobody changed it. */
  private addReasoning(item: ResponsesItem, path: string): void {
    const { encrypted_content: sealed, content, summary } = item;
    const unsealed = typeof sealed === 'string' ? this.context.unseal.reasoning(sealed) : undefined;
    if (typeof sealed === 'string' && unsealed === undefined) {
      this.context.reports.add('reasoning.encrypted_content');
    }
    const open = readTexts(content, `${path}.content`);
    const texts = open.length > 0 ? open : readTexts(summary, `${path}.summary`);
    this.list.addReasoning(unsealed ?? texts.join('\n\n'));
  }

  private addCall(item: ResponsesItem, path: string): void {
    const { type, call_id: id } = item;
    if (type === 'tool_search_call' && typeof id !== 'string') {
      // A search that the server ran.
      this.addForeign(item, type, path);
      return;
    }
    if (typeof id !== 'string' || id === '') refuse(`${path}.call_id`, `${path}.call_id must be an id.`);
    const name = this.context.book.wireNameOf(readCalledTool(item, path));
    this.list.addCall({ id, name, arguments: readArguments(item), path });
  }

  private addOutput(item: ResponsesItem, path: string): void {
    const { call_id: id } = item;
    if (typeof id !== 'string') {
      this.addForeign(item, String(item.type), path);
      return;
    }
    if (!this.list.hasCall(id)) {
      refuse(
        `${path}.call_id`,
        `No tool call found for function call output with call_id ${id.slice(0, 100)}.`,
      );
    }
    this.list.endTurn();
  }

  private addCompaction({ encrypted_content: sealed }: ResponsesItem, path: string): void {
    const summary = typeof sealed === 'string' ? this.context.unseal.compaction(sealed) : undefined;
    if (summary === undefined) {
      refuse(
        `${path}.encrypted_content`,
        `${path} was not compacted here, so what it stands for is not known.`,
      );
    }
    this.list.addUser(`Summary of the conversation so far:\n\n${summary}`);
  }

  /** @throws GatewayError 400 for a type that says nothing of what it is. */
  private addForeign(item: ResponsesItem, type: string, path: string): void {
    if (!isHostedItem(type)) {
      refuse(`${path}.type`, `${path}.type ${JSON.stringify(type.slice(0, 100))} is not known here.`);
    }
    this.context.reports.addForeign(`input.${type}`);
    const text = describeHostedItem(item);
    if (isAnswerSide(type)) this.list.addText(text);
    else this.list.addUser(text);
  }
}

function readCalledTool({ type, name, namespace }: ResponsesItem, path: string): ClientTool {
  if (type === 'tool_search_call') return { kind: 'tool_search' };
  if (typeof name !== 'string' || name === '') {
    return refuse(`${path}.name`, `${path}.name must be the name of a tool.`);
  }
  return typeof namespace === 'string' ? { kind: 'function', name, namespace } : { kind: 'function', name };
}

/** Upstreams parse the arguments of a history: what is no JSON object is put into one. */
function readArguments(item: ResponsesItem): string {
  const { type, input, arguments: values } = item;
  if (type === 'custom_tool_call') return JSON.stringify({ input: typeof input === 'string' ? input : '' });
  if (isRecord(values)) return JSON.stringify(values);
  if (typeof values !== 'string' || values.trim() === '') return '{}';
  return isObjectText(values) ? values : JSON.stringify({ input: values });
}

function isObjectText(text: string): boolean {
  try {
    return isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}
