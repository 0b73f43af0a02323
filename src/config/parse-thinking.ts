import { THINKING_CONTROLS, type ThinkingFacts, type ThinkingModelFacts } from '../contracts/model-facts.js';
import { type FieldReader, isCount } from './catalogue-row.js';

const KINDS = ['none', 'unknown', 'hybrid', 'only'] as const;
const KEYS = ['kind', 'default', 'controls', 'max_budget', 'efforts', 'stream_only', 'preserved'];

/** The `thinking` of a row, which is `none`, `unknown` (as where it is absent), or an object for a model that can think. */
export function parseThinking(row: FieldReader): ThinkingFacts {
  const written = row.raw('thinking') ?? 'unknown';
  if (written === 'none' || written === 'unknown') return { kind: written };
  const reader = row.inner('thinking');
  if (reader === null) return { kind: 'unknown' };
  reader.allowOnly(KEYS);
  const kind = reader.oneOf('kind', KINDS);
  if (kind !== 'hybrid' && kind !== 'only') {
    reader.wrong('kind', 'must be hybrid or only; a model that does not think has thinking: none');
    return { kind: 'unknown' };
  }
  const facts = readThinkingModel(reader, kind);
  checkThinking(reader, facts);
  return facts;
}

function readThinkingModel(reader: FieldReader, kind: ThinkingModelFacts['kind']): ThinkingModelFacts {
  const byDefault = reader.oneOf('default', ['on', 'off']);
  const isOnByDefault = byDefault === null ? null : byDefault === 'on';
  return {
    kind,
    isOnByDefault: kind === 'only' ? (isOnByDefault ?? true) : isOnByDefault,
    controls: reader.listOf('controls', THINKING_CONTROLS) ?? [],
    maxBudget: reader.count('max_budget'),
    efforts: readEfforts(reader),
    isStreamOnly: reader.flag('stream_only'),
    isPreservedByDefault: reader.flag('preserved'),
  };
}

/** `{ low: 4096, … }`, null for a word whose budget is not known. */
function readEfforts(row: FieldReader): ThinkingModelFacts['efforts'] {
  const reader = row.inner('efforts');
  if (reader === null) return {};
  return Object.fromEntries(
    reader.entries().map(([word, budget]) => {
      if (budget !== null && !isCount(budget)) reader.wrong(word, 'must be a number of tokens, or null');
      return [word, isCount(budget) ? budget : null];
    }),
  );
}

function checkThinking(reader: FieldReader, facts: ThinkingModelFacts): void {
  const { kind, isOnByDefault, controls, maxBudget, efforts } = facts;
  if (kind === 'only' && isOnByDefault === false) {
    reader.wrong('default', 'cannot be off for a model that always thinks');
  }
  if (maxBudget !== null && !controls.includes('budget')) {
    reader.wrong('max_budget', 'needs budget among the controls');
  }
  const words = Object.keys(efforts).length;
  if (words > 0 && !controls.includes('effort')) reader.wrong('efforts', 'needs effort among the controls');
  if (words === 0 && controls.includes('effort')) reader.wrong('efforts', 'must name the words of effort');
}
