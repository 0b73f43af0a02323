import type { ChatRule } from './chat-rule.js';

/**
 * Fields of OpenAI that change nothing about the answer, and that Model Studio does not document: some of its hosts refuse
 * what they do not know. Undocumented fields that would change the answer (`frequency_penalty`, `logit_bias`, `verbosity`)
 * go on, since an error is better than another answer.
 */
const WITHOUT_EFFECT = [
  'store',
  'metadata',
  'service_tier',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prediction',
];

export const foreignFields: ChatRule = {
  id: 'foreign-fields',
  complaints: ['Q9'],
  what: `${WITHOUT_EFFECT.join(', ')} are removed: they change nothing about an answer, and some hosts refuse them. frequency_penalty, logit_bias and verbosity, which Model Studio does not document either, go on as they are.`,
  apply: (draft) => {
    for (const field of WITHOUT_EFFECT) {
      if (draft.body[field] !== undefined) draft.remove(field);
    }
  },
};
