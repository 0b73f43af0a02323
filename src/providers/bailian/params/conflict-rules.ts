import type { ChatDraft } from './chat-draft.js';
import type { ChatRule } from './chat-rule.js';

const FREE_CHOICES: readonly unknown[] = ['auto', 'none', undefined, null];
const JSON_FORMATS: readonly unknown[] = ['json_object', 'json_schema'];

export const forcedToolWhileThinking: ChatRule = {
  id: 'forced-tool-while-thinking',
  complaints: ['Q6'],
  what: 'A required or named tool_choice switches thinking off where the client did not ask for it; where it did, or the model always thinks, it is a 400 that names both.',
  apply: (draft) => {
    if (FREE_CHOICES.includes(draft.body.tool_choice)) return;
    settle(draft, 'tool_choice', 'tool_choice auto or none');
  },
};

export const jsonWhileThinking: ChatRule = {
  id: 'json-while-thinking',
  complaints: ['Q5'],
  what: 'JSON mode and json_schema switch thinking off likewise. A model that always thinks may have them where the catalogue says that it can.',
  apply: (draft) => {
    const format = draft.body.response_format;
    const type = typeof format === 'object' && format !== null && 'type' in format ? format.type : undefined;
    if (!JSON_FORMATS.includes(type)) return;
    const { features, thinking } = draft.facts;
    const isAble = type === 'json_schema' ? features.json_schema : features.json_mode;
    if (thinking.kind === 'only' && isAble === true) return;
    settle(draft, 'response_format', 'response_format text');
  },
};

export const choicesWhileThinking: ChatRule = {
  id: 'choices-while-thinking',
  complaints: ['Q9'],
  what: 'n above 1 switches thinking off likewise.',
  apply: (draft) => {
    if (typeof draft.body.n === 'number' && draft.body.n > 1) settle(draft, 'n', 'n 1');
  },
};

/** Thinking gives way to a field that excludes it, unless the client asked for both or the model cannot. */
function settle(draft: ChatDraft, field: string, instead: string): void {
  const { thinking: wish, thinkingFacts, isThinking } = draft;
  // Where the default is not known, "off" is right both ways.
  if (thinkingFacts === undefined || isThinking === false) return;
  const { model } = draft.body;
  if (thinkingFacts.kind === 'only') {
    draft.refuse(
      field,
      `${field} cannot be used while a model thinks, and ${model} always thinks (enable_thinking); send ${instead}, or choose another model.`,
    );
  }
  const isAskedFor = wish?.isOn === true || wish?.budget !== undefined;
  if (isAskedFor) {
    const asked = wish.sentAs.join(', ');
    draft.refuse(field, `${field} and ${asked} exclude each other: send ${instead}, or switch thinking off.`);
  }
  draft.set('enable_thinking', false);
  draft.thinking = { sentAs: [], ...wish, isOn: false };
}
