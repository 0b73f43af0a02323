import type { ChatMessage } from '../../../contracts/chat-completion.js';

/** What rules want to know of the messages before they look closer. */
export interface MessageSurvey {
  readonly hasDeveloper: boolean;
  readonly hasLateSystem: boolean;
  readonly hasToolResults: boolean;
  readonly hasToolCalls: boolean;
  /** Lists of content parts. */
  readonly hasParts: boolean;
}

export function surveyMessages(messages: readonly ChatMessage[]): MessageSurvey {
  const survey = {
    hasDeveloper: false,
    hasLateSystem: false,
    hasToolResults: false,
    hasToolCalls: false,
    hasParts: false,
  };
  messages.forEach(({ role, content, tool_calls: calls }, index) => {
    if (role === 'developer') survey.hasDeveloper = true;
    else if (role === 'system' && index > 0) survey.hasLateSystem = true;
    else if (role === 'tool') survey.hasToolResults = true;
    if (Array.isArray(calls)) survey.hasToolCalls = true;
    if (Array.isArray(content)) survey.hasParts = true;
  });
  return survey;
}
