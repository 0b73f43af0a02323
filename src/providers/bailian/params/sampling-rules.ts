import type { ChatRule } from './chat-rule.js';

const SEEDS = 2 ** 31;
const MOST_LOGPROBS = 5;
const MOST_CHOICES = 4;

export const temperature: ChatRule = {
  id: 'temperature',
  complaints: ['Q9'],
  what: 'temperature 2, which OpenAI allows, becomes 1.99, and top_p 0 becomes 0.01.',
  apply: (draft) => {
    if (draft.body.temperature === 2) {
      draft.clamp({ field: 'temperature', value: 1.99, valid: 'at least 0 and below 2' });
    }
    if (draft.body.top_p === 0) {
      draft.clamp({ field: 'top_p', value: 0.01, valid: 'above 0 and at most 1' });
    }
  },
};

export const seed: ChatRule = {
  id: 'seed',
  complaints: ['Q9'],
  what: 'A seed outside of 0 to 2147483647 is mapped into that range, the same one always to the same.',
  apply: (draft) => {
    const value = draft.body.seed;
    if (typeof value !== 'number' || !Number.isInteger(value) || (value >= 0 && value < SEEDS)) return;
    const mapped = ((value % SEEDS) + SEEDS) % SEEDS;
    draft.clamp({ field: 'seed', value: mapped, valid: 'from 0 to 2147483647' });
  },
};

export const stop: ChatRule = {
  id: 'stop',
  complaints: ['Q9'],
  what: 'Empty stop texts and lists are removed; a list of mixed kinds is a 400.',
  apply: (draft) => {
    const value = draft.body.stop;
    if (value === undefined || value === null) return;
    if (typeof value === 'string') {
      if (value === '') draft.remove('stop');
      return;
    }
    if (!isStopList(value)) {
      return draft.refuse(
        'stop',
        'stop must be a text, or a list of texts, of token ids, or of lists of token ids.',
      );
    }
    const left = value.filter((entry) => entry !== '');
    if (left.length === 0) draft.remove('stop');
    else if (left.length < value.length) draft.set('stop', left);
  },
};

export const logprobs: ChatRule = {
  id: 'logprobs',
  complaints: ['Q9'],
  what: 'top_logprobs above 5 becomes 5; log probabilities of a model that is known to have none are a 400.',
  apply: (draft) => {
    const { logprobs: isWanted, top_logprobs: count } = draft.body;
    if (draft.facts.features.logprobs === false && (isWanted === true || Number(count ?? 0) > 0)) {
      const field = isWanted === true ? 'logprobs' : 'top_logprobs';
      draft.refuse(field, `${draft.body.model} gives no log probabilities; leave ${field} out.`);
    }
    if (typeof count === 'number' && count > MOST_LOGPROBS) {
      draft.clamp({ field: 'top_logprobs', value: MOST_LOGPROBS, valid: `at most ${MOST_LOGPROBS}` });
    }
  },
};

export const choices: ChatRule = {
  id: 'choices',
  complaints: ['Q9'],
  what: 'n above 4, n above 1 with tools, and n above 1 for a model that is known to give one choice are a 400: fewer choices are not what was asked for.',
  apply: (draft) => {
    const { n: count, tools, model } = draft.body;
    if (typeof count !== 'number' || count <= 1) return;
    if (draft.facts.features.n === false) draft.refuse('n', `n of ${model} must be 1.`);
    if (Array.isArray(tools) && tools.length > 0) draft.refuse('n', 'n must be 1 where there are tools.');
    if (count > MOST_CHOICES) draft.refuse('n', `n must be at most ${MOST_CHOICES}.`);
  },
};

function isStopList(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value)) return false;
  const kinds = new Set(value.map(kindOfStop));
  return kinds.size <= 1 && !kinds.has('other');
}

function kindOfStop(entry: unknown): 'text' | 'id' | 'ids' | 'other' {
  if (typeof entry === 'string') return 'text';
  if (Number.isInteger(entry)) return 'id';
  return Array.isArray(entry) && entry.every(Number.isInteger) ? 'ids' : 'other';
}
