import type { ThinkingWish } from '../../../contracts/thinking.js';
import type { ChatDraft } from './chat-draft.js';
import type { ChatRule } from './chat-rule.js';
import { writeThinking } from './write-thinking.js';

const WIRE_FIELDS = ['enable_thinking', 'reasoning_effort', 'thinking_budget', 'preserve_thinking'] as const;
/** Fields of other dialects, which never go on. */
const FOREIGN_FIELDS = ['reasoning', 'thinking'];

/** Before the conflicts: a model without thinking has none. */
export const thinkingNone: ChatRule = {
  id: 'thinking-none',
  complaints: ['Q9'],
  what: 'A model that does not think gets no field about thinking; in strict mode a wish for thinking is a 400.',
  apply: (draft) => {
    const wish = draft.thinking;
    if (wish === undefined || draft.facts.thinking.kind !== 'none') return;
    if (wish.isOn !== false) {
      draft.insist(
        firstPath(wish),
        `${draft.body.model} does not think; leave ${wish.sentAs.join(', ')} out.`,
      );
    }
    for (const path of wish.sentAs) draft.remove(topLevel(path), path);
    draft.thinking = undefined;
  },
};

export const thinkingAlways: ChatRule = {
  id: 'thinking-always',
  complaints: ['Q3'],
  what: 'A model that always thinks refuses to be switched off: a 400 that names the field, instead of thinking that is paid for and was not wanted.',
  apply: (draft) => {
    const wish = draft.thinking;
    if (wish?.isOn !== false || draft.facts.thinking.kind !== 'only') return;
    draft.refuse(
      firstPath(wish),
      `${draft.body.model} always thinks, so ${firstPath(wish)} cannot switch it off; leave it out or choose another model.`,
    );
  },
};

export const thinkingBudget: ChatRule = {
  id: 'thinking-budget',
  complaints: ['Q4'],
  what: 'A thinking budget above the model’s largest becomes the largest; a largest that the catalogue does not know is learned from the first error.',
  apply: (draft) => {
    const { thinking: wish, thinkingFacts } = draft;
    const { budget, budgetPath = 'thinking_budget' } = wish ?? {};
    const most = thinkingFacts?.maxBudget ?? Infinity;
    if (wish === undefined || budget === undefined || budget <= most) return;
    draft.insist(budgetPath, `${budgetPath} of ${draft.body.model} must be at most ${most}.`);
    draft.thinking = { ...wish, budget: most };
  },
};

export const thinkingWire: ChatRule = {
  id: 'thinking-wire',
  complaints: ['Q2', 'Q3', 'Q9'],
  what: 'reasoning_effort, reasoning.effort, Anthropic’s thinking and Qwen’s fields are one wish, written as the model takes it: enable_thinking with reasoning_effort (the nearest word it knows) or thinking_budget (2, 10, 30, 60, 90, 95 % of the largest for minimal to max; of 16,384 where that is not known). Qwen’s own fields win.',
  apply: (draft) => {
    const { thinking: wish, thinkingFacts } = draft;
    if (wish === undefined || thinkingFacts === undefined) return;
    const wire = writeThinking(wish, thinkingFacts);
    const isSaid = (field: string): boolean => wish.sentAs.some((path) => topLevel(path) === field);
    for (const field of WIRE_FIELDS) {
      const value = wire[field];
      if (draft.body[field] === value) continue;
      if (value === undefined && (!isSaid(field) || isNeedless(draft, field))) continue;
      const paths = isSaid(field) ? [field] : wish.sentAs.filter((path) => !isWireField(path));
      if (value === undefined) draft.remove(field, ...paths);
      else draft.set(field, value, ...paths);
    }
    for (const path of wish.sentAs) {
      const field = topLevel(path);
      if (FOREIGN_FIELDS.includes(field)) draft.remove(field, path);
    }
  },
};

/** A client's `enable_thinking: true` stays where the model always thinks. */
function isNeedless(draft: ChatDraft, field: string): boolean {
  return field === 'enable_thinking' && draft.body.enable_thinking === true;
}

function isWireField(path: string): boolean {
  return WIRE_FIELDS.some((field) => field === path && field !== 'reasoning_effort');
}

/** The client's field that speaks loudest, for errors. */
function firstPath({ sentAs }: ThinkingWish): string {
  return sentAs.find((path) => path === 'enable_thinking') ?? sentAs[0] ?? 'enable_thinking';
}

function topLevel(path: string): string {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
}
