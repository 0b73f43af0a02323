import { isRecord } from '../../is-record.js';
import type { ClientTool } from '../tool-map.js';
import { refuse } from '../../refuse.js';
import type { ChatTool, ToolBook } from './tool-book.js';

export interface ChatTools {
  /** undefined where there are none. */
  readonly tools: readonly ChatTool[] | undefined;
  readonly toolChoice: unknown;
}

type Choice = Readonly<Record<string, unknown>>;
const MODES: readonly unknown[] = ['none', 'auto', 'required'];
const PATH = 'tool_choice';

/** @throws GatewayError 400 for a choice that names a tool which is not offered, or that cannot be forced here. */
export function convertToolChoice(choice: unknown, book: ToolBook): ChatTools {
  const tools = book.isEmpty ? undefined : book.list();
  if (choice === undefined || choice === null) return { tools, toolChoice: undefined };
  if (typeof choice === 'string') return { tools, toolChoice: convertMode(choice, PATH, tools) };
  if (!isRecord(choice)) return refuse(PATH, 'tool_choice must be none, auto, required or an object.');
  if (choice.type === 'allowed_tools') return allow(choice, book);
  return {
    tools,
    toolChoice: { type: 'function', function: { name: requireOffered(choice, PATH, book) } },
  };
}

function convertMode(mode: unknown, path: string, tools: readonly ChatTool[] | undefined): unknown {
  if (!MODES.includes(mode)) refuse(path, `${path} must be one of none, auto, required.`);
  if (tools !== undefined) return mode;
  if (mode === 'required') refuse(path, `${path} is required, but there are no tools that could be called.`);
  return undefined;
}

function allow({ mode = 'auto', tools: allowed }: Choice, book: ToolBook): ChatTools {
  if (!Array.isArray(allowed)) return refuse(`${PATH}.tools`, 'tool_choice.tools must be a list of tools.');
  const names = new Set(
    (allowed as readonly unknown[]).flatMap((tool, index) => {
      const path = `${PATH}.tools[${index}]`;
      if (!isRecord(tool)) return refuse(path, `${path} must be an object.`);
      return isHosted(tool) ? [] : [requireOffered(tool, path, book)];
    }),
  );
  const left = book.list((name) => names.has(name));
  const tools = left.length === 0 ? undefined : left;
  return { tools, toolChoice: convertMode(mode, `${PATH}.mode`, tools) };
}

/** Of an allowed list they may stay: they are not offered upstream either. */
function isHosted({ type }: Choice): boolean {
  return typeof type === 'string' && type.startsWith('web_search');
}

function requireOffered(choice: Choice, path: string, book: ToolBook): string {
  const tool = readTool(choice, path);
  if (book.has(tool)) return book.wireNameOf(tool);
  const name = tool.kind === 'tool_search' ? tool.kind : tool.name;
  return refuse(path, `${path} names ${JSON.stringify(name.slice(0, 100))}, which is not among the tools.`);
}

function readTool({ type, name, namespace }: Choice, path: string): ClientTool {
  if (type === 'tool_search') return { kind: type };
  if (type !== 'function' && type !== 'custom') {
    return refuse(path, `${path} forces a tool that does not run here; name a function or a custom tool.`);
  }
  if (typeof name !== 'string') return refuse(`${path}.name`, `${path}.name must be the name of a tool.`);
  return typeof namespace === 'string' ? { kind: type, name, namespace } : { kind: type, name };
}
