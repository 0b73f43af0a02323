import type { MessagesRequest } from '../../../contracts/messages.js';
import { isRecord } from '../../is-record.js';
import { refuse } from '../../refuse.js';
import type { Reports } from '../../reports.js';
import type { Block } from './read-content.js';

/** What a chat request says of tools; undefined members are left out. */
export interface ChatTools {
  readonly tools?: readonly ChatTool[];
  readonly tool_choice?: unknown;
  readonly parallel_tool_calls?: boolean;
}

interface ChatTool {
  readonly type: 'function';
  readonly function: Readonly<Record<string, unknown>>;
}

const MODES: ReadonlyMap<unknown, string> = new Map([
  ['auto', 'auto'],
  ['any', 'required'],
  ['none', 'none'],
]);
/** Members of a tool that change nothing here. */
const IGNORED = [
  'cache_control',
  'defer_loading',
  'allowed_callers',
  'input_examples',
  'eager_input_streaming',
];

/** @throws GatewayError 400 that names a tool which cannot be offered here, or a choice that cannot be made. */
export function convertTools({ tools, tool_choice: choice }: MessagesRequest, reports: Reports): ChatTools {
  const offered = readTools(tools, reports);
  if (offered.length === 0) {
    refuseChoiceOfNothing(choice);
    return {};
  }
  const { type, name, disable_parallel_tool_use: isSingle } = readChoice(choice);
  return {
    tools: offered,
    ...(type === undefined ? {} : { tool_choice: convertChoice(type, name, offered) }),
    // Anthropic's default, which is not every upstream's.
    parallel_tool_calls: isSingle !== true,
  };
}

function readTools(tools: unknown, reports: Reports): readonly ChatTool[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) return refuse('tools', 'tools must be a list.');
  const names = new Set<string>();
  return (tools as readonly unknown[]).map((tool, index) => {
    const path = `tools[${index}]`;
    if (!isRecord(tool)) return refuse(path, `${path} must be an object.`);
    const { name } = tool;
    refuseForeign(tool, path);
    if (typeof name !== 'string' || name === '') {
      return refuse(`${path}.name`, `${path}.name must be a name.`);
    }
    if (names.has(name)) {
      refuse(`${path}.name`, `${path} has the name of an earlier tool; names must differ.`);
    }
    names.add(name);
    for (const field of IGNORED) if (isThere(tool[field])) reports.add(`tools.${field}`);
    return { type: 'function', function: describeTool(tool, path) };
  });
}

/** Anthropic runs some tools itself, and has taught its models others that have no schema. */
function refuseForeign({ type }: Block, path: string): void {
  if (!isThere(type) || type === 'custom') return;
  const kind = typeof type === 'string' ? type.slice(0, 100) : 'of another kind';
  refuse(
    `${path}.type`,
    `${path} is ${kind}, which does not run here; offer tools with a name and an input_schema.`,
  );
}

function describeTool({ name, description, input_schema: schema, strict }: Block, path: string) {
  if (!isRecord(schema)) refuse(`${path}.input_schema`, `${path}.input_schema must be a JSON schema.`);
  return {
    name,
    ...(typeof description === 'string' ? { description } : {}),
    parameters: schema,
    // Clients say false of everything; only true asks for something.
    ...(strict === true ? { strict } : {}),
  };
}

function readChoice(choice: unknown): Block {
  if (!isThere(choice)) return {};
  return isRecord(choice) ? choice : refuse('tool_choice', 'tool_choice must be an object with a type.');
}

function convertChoice(type: unknown, name: unknown, tools: readonly ChatTool[]): unknown {
  const mode = MODES.get(type);
  if (mode !== undefined) return mode;
  if (type !== 'tool') return refuse('tool_choice.type', 'tool_choice.type must be auto, any, tool or none.');
  const isOffered = tools.some((tool) => tool.function.name === name);
  if (!isOffered) refuse('tool_choice.name', 'tool_choice.name must be the name of one of the tools.');
  return { type: 'function', function: { name } };
}

function refuseChoiceOfNothing(choice: unknown): void {
  const { type } = readChoice(choice);
  if (type !== 'any' && type !== 'tool') return;
  refuse('tool_choice', `tool_choice is ${type}, but there are no tools that could be called.`);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
