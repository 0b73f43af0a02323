import type { ChatMessage } from '../../../contracts/chat-completion.js';
import type { ChatRule } from './chat-rule.js';
import { joinContents } from './system-text.js';

export const developerRole: ChatRule = {
  id: 'developer-role',
  complaints: ['Q9'],
  what: 'The role developer becomes system.',
  apply: (draft) => {
    if (!draft.survey.hasDeveloper) return;
    const paths: string[] = [];
    const messages = draft.messages.map((message, index) => {
      if (message.role !== 'developer') return message;
      paths.push(`messages[${index}].role`);
      return { ...message, role: 'system' };
    });
    draft.set('messages', messages, ...paths);
  },
};

/** After the roles. */
export const systemFirst: ChatRule = {
  id: 'system-first',
  complaints: ['Q9'],
  what: 'System messages that are not the first message are joined with it, in order; lists of parts stay lists.',
  apply: (draft) => {
    if (!draft.survey.hasLateSystem) return;
    const isSystem = ({ role }: ChatMessage): boolean => role === 'system';
    const system = draft.messages.filter(isSystem);
    const content = joinContents(system.map((message) => message.content));
    const rest = draft.messages.filter((message) => !isSystem(message));
    draft.set('messages', [{ ...system[0], content }, ...rest]);
  },
};

export const toolResults: ChatRule = {
  id: 'tool-results',
  complaints: ['Q9'],
  what: 'A tool message whose tool_call_id no earlier assistant message called is a 400 that names the message.',
  apply: (draft) => {
    if (!draft.survey.hasToolResults) return;
    const calls = new Set<unknown>();
    draft.messages.forEach(({ role, tool_calls: made, tool_call_id: answered }, index) => {
      if (Array.isArray(made)) for (const call of made as readonly unknown[]) calls.add(readId(call));
      if (role !== 'tool' || calls.has(answered)) return;
      draft.refuse(
        `messages[${index}].tool_call_id`,
        `messages[${index}] answers a call that no earlier assistant message has in its tool_calls; its tool_call_id must be the id of one.`,
      );
    });
  },
};

function readId(call: unknown): unknown {
  return typeof call === 'object' && call !== null && 'id' in call ? call.id : undefined;
}
