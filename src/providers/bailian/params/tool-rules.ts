import type { ChatDraft } from './chat-draft.js';
import type { ChatRule } from './chat-rule.js';
import { WireNames } from './tool-names.js';

const MOST_TOOLS = 128;

export const toolCount: ChatRule = {
  id: 'tool-count',
  complaints: ['Q9'],
  what: 'More than 128 tools are a 400.',
  apply: (draft) => {
    const count = listTools(draft).length;
    if (count <= MOST_TOOLS) return;
    draft.refuse('tools', `tools has ${count} entries; there may be at most ${MOST_TOOLS}.`);
  },
};

export const toolStrict: ChatRule = {
  id: 'tool-strict',
  complaints: ['Q9'],
  what: 'strict of a function is removed: Model Studio does not document it, and does not promise arguments that fit the schema. In strict mode strict: true is a 400.',
  apply: (draft) => {
    const paths: string[] = [];
    const tools = listTools(draft).map((tool, index) => {
      const definition = readFunction(tool);
      if (definition?.strict === undefined) return tool;
      const path = `tools[${index}].function.strict`;
      if (definition.strict === true) {
        draft.insist(path, `${path} is not known to Model Studio; leave it out, and check the arguments.`);
      }
      paths.push(path);
      const { strict: _strict, ...rest } = definition;
      return { ...(tool as object), function: rest };
    });
    if (paths.length > 0) draft.set('tools', tools, ...paths);
  },
};

export const toolNames: ChatRule = {
  id: 'tool-names',
  complaints: ['Q9'],
  what: 'Function names that Model Studio refuses (search, more than 64 characters, other characters than A-Z a-z 0-9 _ -) get another name on the wire, in tools, tool_choice and history, and their own again in answers.',
  apply: (draft) => {
    const names = new WireNames();
    const tools = listTools(draft);
    const renamed = names.renameAll(tools);
    if (renamed !== tools) {
      const paths = renamed.flatMap((tool, index) =>
        tool === tools[index] ? [] : [`tools[${index}].function.name`],
      );
      draft.set('tools', renamed, ...paths);
    }
    const { tool_choice: choice } = draft.body;
    const wireChoice = names.rename(choice);
    if (wireChoice !== choice) draft.set('tool_choice', wireChoice);
    if (draft.survey.hasToolCalls) {
      const messages = draft.messages.map((message) => names.renameCalls(message));
      const isChanged = messages.some((message, index) => message !== draft.messages[index]);
      if (isChanged) draft.set('messages', messages);
    }
    if (names.back.size > 0) draft.toolNames = names.back;
  },
};

export const parallelToolCalls: ChatRule = {
  id: 'parallel-tool-calls',
  complaints: ['Q9'],
  what: 'parallel_tool_calls true is added where there are tools and the client says nothing: it is OpenAI’s default, and not Model Studio’s.',
  apply: (draft) => {
    const said = draft.body.parallel_tool_calls;
    if (listTools(draft).length === 0 || (said !== undefined && said !== null)) return;
    draft.set('parallel_tool_calls', true);
  },
};

function listTools(draft: ChatDraft): readonly unknown[] {
  const { tools } = draft.body;
  return Array.isArray(tools) ? tools : NONE;
}

const NONE: readonly unknown[] = [];

function readFunction(tool: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof tool !== 'object' || tool === null || !('function' in tool)) return undefined;
  const definition = tool.function;
  return typeof definition === 'object' && definition !== null
    ? (definition as Record<string, unknown>)
    : undefined;
}
