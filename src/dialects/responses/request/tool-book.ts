import { isRecord } from '../../is-record.js';
import type { ClientTool, ToolMap } from '../tool-map.js';
import { flattenName, hashName } from './tool-names.js';

export interface ChatTool {
  readonly type: 'function';
  readonly function: { readonly name: string; readonly [field: string]: unknown };
}

type Definition = Omit<ChatTool['function'], 'name'>;

/** The client's tools and the functions they are upstream, findable both ways. */
export class ToolBook {
  private readonly byWireName = new Map<string, ClientTool>();
  private readonly wireNames = new Map<string, string>();
  private readonly definitions = new Map<string, Definition>();

  get map(): ToolMap {
    return this.byWireName;
  }

  get isEmpty(): boolean {
    return this.definitions.size === 0;
  }

  /** A later definition takes the place of an earlier one of the same tool. */
  add(tool: ClientTool, definition: Definition): void {
    const key = keyOf(tool);
    const wireName = this.wireNames.get(key) ?? this.chooseName(tool);
    this.wireNames.set(key, wireName);
    this.byWireName.set(wireName, tool);
    this.definitions.set(wireName, definition);
  }

  has(tool: ClientTool): boolean {
    return this.wireNames.has(keyOf(tool));
  }

  /** Also of a tool that is not offered any more, for calls in the history. */
  wireNameOf(tool: ClientTool): string {
    return this.wireNames.get(keyOf(tool)) ?? this.flatName(tool);
  }

  list(fits: (wireName: string) => boolean = () => true): readonly ChatTool[] {
    return [...this.definitions]
      .filter(([name]) => fits(name))
      .map(([name, definition]) => ({ type: 'function', function: { name, ...definition } }));
  }

  private chooseName(tool: ClientTool): string {
    const name = this.flatName(tool);
    if (!this.byWireName.has(name)) return name;
    return tool.kind === 'tool_search'
      ? hashName(undefined, TOOL_SEARCH)
      : hashName(tool.namespace ?? '', tool.name);
  }

  private flatName(tool: ClientTool): string {
    return tool.kind === 'tool_search' ? TOOL_SEARCH : flattenName(tool.namespace, tool.name);
  }
}

const TOOL_SEARCH = 'tool_search';

/** Functions and custom tools share their names: a client could not tell their calls apart in its list. */
function keyOf(tool: ClientTool): string {
  return tool.kind === 'tool_search' ? TOOL_SEARCH : JSON.stringify([tool.namespace ?? null, tool.name]);
}

/** The function that a freeform tool is upstream. */
export function describeCustomTool(description: unknown, format: unknown): Definition {
  const grammar = isRecord(format) && format.type === 'grammar' ? readGrammar(format) : undefined;
  const texts = [description, grammar].filter((text) => typeof text === 'string' && text !== '');
  return {
    description: [...texts, 'Put the whole text into `input`.'].join('\n\n'),
    parameters: {
      type: 'object',
      properties: { input: { type: 'string', description: 'The text, as it is.' } },
      required: ['input'],
      additionalProperties: false,
    },
  };
}

function readGrammar({ syntax, definition }: Readonly<Record<string, unknown>>): string {
  return `The text must follow this ${String(syntax)} grammar:\n${String(definition)}`;
}
