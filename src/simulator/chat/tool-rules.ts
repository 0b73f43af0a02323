import { createInferenceError, createParameterError } from '../edge/simulator-error.js';
import { isRecord } from '../edge/is-record.js';
import type { ChatRequest, FunctionTool, RawRequest, ToolChoice } from './chat-request.js';

const MOST_TOOLS = 128;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

export function parseTools(
  body: RawRequest,
  isThinking: boolean,
): Pick<ChatRequest, 'tools' | 'toolChoice' | 'callsInParallel'> {
  const tools = parseToolList(body.tools);
  const toolChoice = parseChoice(body.tool_choice, tools);
  if (isThinking && (toolChoice.kind === 'required' || toolChoice.kind === 'named')) {
    throw createInferenceError(
      'The tool_choice parameter does not support being set to required or object in thinking mode',
    );
  }
  return { tools, toolChoice, callsInParallel: body.parallel_tool_calls === true };
}

function parseToolList(tools: unknown): readonly FunctionTool[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) throw createParameterError("'tools' must be a list");
  if (tools.length === 0) throw createParameterError("[] is too short - 'tools'");
  if (tools.length > MOST_TOOLS) throw createParameterError("[...] is too long - 'tools'");
  return tools.map(parseTool);
}

function parseTool(tool: unknown, index: number): FunctionTool {
  const definition = isRecord(tool) && tool.type === 'function' ? tool.function : undefined;
  if (!isRecord(definition)) {
    throw createParameterError(`only the type 'function' is supported - 'tools.[${index}].type'`);
  }
  const { name, parameters } = definition;
  if (definition.strict !== undefined) {
    throw createParameterError(`Unrecognized request argument supplied: tools.[${index}].function.strict`);
  }
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw createParameterError(
      `'${String(name)}' does not match '^[a-zA-Z0-9_-]{1,64}$' - 'tools.[${index}].function.name'`,
    );
  }
  if (name === 'search') throw createInferenceError('Tool names are not allowed to be [search]');
  return { name, parameters };
}

function parseChoice(choice: unknown, tools: readonly FunctionTool[]): ToolChoice {
  if (choice === undefined || choice === null) return { kind: tools.length > 0 ? 'auto' : 'none' };
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { kind: choice };
  const named = isRecord(choice) && isRecord(choice.function) ? choice.function.name : undefined;
  if (typeof named !== 'string') {
    throw createInferenceError('tool_choice is one of the strings that should be ["none", "auto"]');
  }
  if (!tools.some(({ name }) => name === named)) {
    throw createInferenceError(`The function ${named} of tool_choice is not in tools`);
  }
  return { kind: 'named', name: named };
}
