import type { AnswerPlan } from './plan-answer.js';
import type { ChatRequest } from './chat-request.js';
import { splitTokens } from './tokens.js';

/** One step of generation. A tool call begins with its name, goes on with its arguments, and ends. */
export type Part =
  | { readonly kind: 'reasoning' | 'content'; readonly text: string }
  | { readonly kind: 'call-start'; readonly index: number; readonly name: string }
  | { readonly kind: 'call-arguments'; readonly index: number; readonly text: string }
  | { readonly kind: 'call-end'; readonly index: number }
  | { readonly kind: 'finish'; readonly reason: 'stop' | 'length' | 'tool_calls' };

/** Tokens generated so far, over all choices of an answer. */
export interface Meter {
  reasoning: number;
  answer: number;
}

interface Budget {
  reasoning: number;
  answer: number;
  total: number;
}

const ARGUMENT_TOKENS_PER_PIECE = 4;

/** Generates one choice on demand, up to its caps, and counts. The last part is always `finish`. */
export function* generate(request: ChatRequest, plan: AnswerPlan, meter: Meter): Generator<Part, void> {
  const budget = createBudget(request);
  yield* think(plan, budget, meter);
  const spend = (): boolean => {
    if (budget.total === 0 || budget.answer === 0) return false;
    budget.total -= 1;
    budget.answer -= 1;
    meter.answer += 1;
    return true;
  };
  for (const text of stopAt(plan.content(), request.stop)) {
    if (!spend()) {
      yield { kind: 'finish', reason: 'length' };
      return;
    }
    yield { kind: 'content', text };
  }
  const isComplete = yield* call(plan, spend);
  const reason = plan.toolCalls.length > 0 ? 'tool_calls' : 'stop';
  yield { kind: 'finish', reason: isComplete ? reason : 'length' };
}

/** Reasoning ends early at its own budget and the answer still comes; after the total cap nothing comes. */
function* think(plan: AnswerPlan, budget: Budget, meter: Meter): Generator<Part, void> {
  for (const text of plan.reasoning?.() ?? []) {
    if (budget.reasoning === 0 || budget.total === 0) return;
    budget.reasoning -= 1;
    budget.total -= 1;
    meter.reasoning += 1;
    yield { kind: 'reasoning', text };
  }
}

/** Returns whether all calls were within the caps. */
function* call(plan: AnswerPlan, spend: () => boolean): Generator<Part, boolean> {
  for (const [index, { name, arguments: values }] of plan.toolCalls.entries()) {
    if (!spend()) return false;
    yield { kind: 'call-start', index, name };
    for (const text of group(splitTokens(values), spend)) {
      if (text === undefined) return false;
      yield { kind: 'call-arguments', index, text };
    }
    yield { kind: 'call-end', index };
  }
  return true;
}

/** `max_tokens` of older models leaves reasoning alone. */
function createBudget(request: ChatRequest): Budget {
  const { maxTokens = Infinity, maxCompletionTokens = Infinity, thinkingBudget = Infinity, model } = request;
  const countsAll = model.cap === 'total';
  return {
    reasoning: thinkingBudget,
    answer: countsAll ? Infinity : maxTokens,
    total: Math.min(maxCompletionTokens, countsAll ? maxTokens : Infinity),
  };
}

/** Several tokens in one piece, as recorded for arguments; undefined where they do not fit any more. */
function* group(tokens: Iterable<string>, spend: () => boolean): Generator<string | undefined, void> {
  let piece = '';
  let count = 0;
  for (const token of tokens) {
    if (!spend()) {
      if (piece !== '') yield piece;
      yield undefined;
      return;
    }
    piece += token;
    count += 1;
    if (count % ARGUMENT_TOKENS_PER_PIECE > 0) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Passes pieces on up to the first stop text, which is left out. What might become one is held back. */
function* stopAt(pieces: Iterable<string>, stops: readonly string[]): Generator<string, void> {
  if (stops.length === 0) {
    yield* pieces;
    return;
  }
  const longest = Math.max(...stops.map((stop) => stop.length));
  let held = '';
  for (const piece of pieces) {
    held += piece;
    const places = stops.map((stop) => held.indexOf(stop)).filter((place) => place >= 0);
    if (places.length > 0) {
      const before = held.slice(0, Math.min(...places));
      if (before !== '') yield before;
      return;
    }
    const free = held.slice(0, Math.max(0, held.length - longest + 1));
    if (free !== '') yield free;
    held = held.slice(free.length);
  }
  if (held !== '') yield held;
}
