import type { ChatRule } from './chat-rule.js';
import { budgetInForce } from './write-thinking.js';

export const outputCapPreserve: ChatRule = {
  id: 'output-cap-preserve',
  complaints: ['Q8'],
  what: 'max_tokens becomes max_completion_tokens, which counts reasoning too. With OUTPUT_CAP=preserve the thinking budget is added where the model’s own max_tokens counts the answer alone and it thinks.',
  apply: (draft) => {
    const { outputCap: cap, thinkingFacts, facts } = draft;
    if (cap?.tokens === undefined || draft.options.outputCap !== 'preserve') return;
    if (cap.sentAs.length !== 1 || cap.sentAs[0] !== 'max_tokens' || facts.outputCap !== 'answer') return;
    if (thinkingFacts === undefined || draft.isThinking !== true) return;
    const budget = budgetInForce(draft.thinking, thinkingFacts) ?? 0;
    const most = facts.maxOutputTokens ?? Infinity;
    // A cap that is too large already is the next rule's matter.
    const tokens = Math.max(cap.tokens, Math.min(cap.tokens + budget, most));
    draft.outputCap = { ...cap, tokens };
  },
};

export const outputCap: ChatRule = {
  id: 'output-cap',
  complaints: ['Q7'],
  what: 'A cap above the model’s maximum becomes the maximum; a maximum that the catalogue does not know is learned from the first error.',
  apply: (draft) => {
    const { outputCap: cap, facts } = draft;
    const most = facts.maxOutputTokens ?? Infinity;
    if (cap?.tokens === undefined || cap.tokens <= most) return;
    const field = cap.sentAs.at(-1) ?? 'max_tokens';
    draft.insist(field, `${field} of ${draft.body.model} must be at most ${most}.`);
    draft.report(field);
    draft.outputCap = { ...cap, tokens: most };
  },
};
