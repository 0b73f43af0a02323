import type { ResponsesItem, ResponsesRequest } from '../../../contracts/responses.js';
import { isRecord } from '../../is-record.js';
import type { ClientTool } from '../tool-map.js';
import { refuse } from '../../refuse.js';
import type { Reports } from '../../reports.js';
import { describeCustomTool, ToolBook } from './tool-book.js';

type Tool = Readonly<Record<string, unknown>>;

/** Tools that OpenAI runs on its own machines, or whose calls need shapes that no chat model was taught. */
const NOT_RUN_HERE =
  /^(file_search|code_interpreter|mcp|image_generation|computer|computer_use|computer_use_preview|local_shell|shell|apply_patch|programmatic_tool_calling)$/;
const WEB_SEARCH = /^web_search(_preview)?(_\d{4}_\d{2}_\d{2})?$/;
const NO_PARAMETERS = { type: 'object', properties: {} };

/**
 * Every tool that the request offers, in `tools` or in its items.
 * @throws GatewayError 400 that names a tool which cannot be offered here, or is there twice.
 */
export function convertTools(
  request: ResponsesRequest,
  items: readonly ResponsesItem[],
  reports: Reports,
): ToolBook {
  const book = new ToolBook();
  const { tools } = request;
  if (tools !== undefined && tools !== null && !Array.isArray(tools)) {
    refuse('tools', 'tools must be a list.');
  }
  const own = new ToolReader(book, reports, { refusesDoubles: true });
  own.readList(tools ?? [], 'tools');
  const later = new ToolReader(book, reports, { refusesDoubles: false });
  for (const item of items) {
    const brings = item.type === 'additional_tools' || item.type === 'tool_search_output';
    if (brings && Array.isArray(item.tools)) later.readList(item.tools as readonly unknown[], 'input');
  }
  return book;
}

class ToolReader {
  private readonly seen = new Set<string>();

  constructor(
    private readonly book: ToolBook,
    private readonly reports: Reports,
    private readonly options: { readonly refusesDoubles: boolean },
  ) {}

  readList(tools: readonly unknown[], path: string): void {
    // Deferred tools are offered when a search of the client's has found them.
    const searches = tools.some((tool) => isRecord(tool) && isClientSearch(tool));
    tools.forEach((tool, index) => {
      const at = path === 'tools' ? `tools[${index}]` : path;
      if (!isRecord(tool)) refuse(at, `${at} must be an object.`);
      if (!(searches && tool.defer_loading === true)) this.read(tool, at);
    });
  }

  private read(tool: Tool, path: string): void {
    const { type } = tool;
    if (type === 'function' || type === 'custom') {
      this.readNamed(tool, path);
    } else if (type === 'namespace') {
      this.readNamespace(tool, path);
    } else if (type === 'tool_search') {
      this.readSearch(tool);
    } else if (typeof type === 'string' && WEB_SEARCH.test(type)) {
      this.reports.add('tools.web_search');
    } else if (typeof type === 'string' && NOT_RUN_HERE.test(type)) {
      refuse(`${path}.type`, `${path} is a ${type} tool, which does not run here; offer functions instead.`);
    } else {
      refuse(`${path}.type`, `${path}.type must be function, custom, namespace, tool_search or web_search.`);
    }
  }

  private readNamed(tool: Tool, path: string, namespace?: Tool): void {
    const name = requireName(tool, path);
    const kind = tool.type === 'custom' ? 'custom' : 'function';
    const client: ClientTool =
      namespace === undefined ? { kind, name } : { kind, name, namespace: requireName(namespace, path) };
    this.refuseDouble(client, path);
    this.book.add(
      client,
      kind === 'custom'
        ? describeCustomTool(tool.description, tool.format)
        : describeFunction(tool, namespace?.description),
    );
  }

  private readNamespace(namespace: Tool, path: string): void {
    requireName(namespace, path);
    const { tools } = namespace;
    if (!Array.isArray(tools)) refuse(`${path}.tools`, `${path}.tools must be a list.`);
    (tools as readonly unknown[]).forEach((tool, index) => {
      const at = `${path}.tools[${index}]`;
      if (!isRecord(tool) || (tool.type !== 'function' && tool.type !== 'custom')) {
        refuse(at, `${at} must be a function or a custom tool.`);
      }
      this.readNamed(tool, at, namespace);
    });
  }

  private readSearch(tool: Tool): void {
    // Where the server is to search, all tools are offered at once.
    if (!isClientSearch(tool)) {
      this.reports.add('tools.tool_search');
      return;
    }
    const { description, parameters } = tool;
    this.book.add(
      { kind: 'tool_search' },
      {
        description: typeof description === 'string' ? description : 'Searches for further tools.',
        parameters: isRecord(parameters) ? parameters : NO_PARAMETERS,
      },
    );
  }

  private refuseDouble(tool: Exclude<ClientTool, { kind: 'tool_search' }>, path: string): void {
    const key = JSON.stringify([tool.namespace, tool.name]);
    if (this.options.refusesDoubles && this.seen.has(key)) {
      refuse(`${path}.name`, `${path} has the name of an earlier tool; names must differ.`);
    }
    this.seen.add(key);
  }
}

function describeFunction({ description, parameters, strict }: Tool, fallback: unknown) {
  const text = typeof description === 'string' ? description : fallback;
  return {
    ...(typeof text === 'string' ? { description: text } : {}),
    parameters: isRecord(parameters) ? parameters : NO_PARAMETERS,
    // Clients say false of everything; only true asks for something.
    ...(strict === true ? { strict } : {}),
  };
}

function isClientSearch({ type, execution }: Tool): boolean {
  return type === 'tool_search' && execution === 'client';
}

function requireName({ name }: Tool, path: string): string {
  if (typeof name === 'string' && name !== '') return name;
  return refuse(`${path}.name`, `${path}.name must be a name.`);
}
