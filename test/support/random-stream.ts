import { expect } from 'vitest';
import type { StreamReport } from './chunk-grammar.js';
import { createRandomAnswer, type RandomAnswer } from './random-answer.js';
import type { SeededRandom } from './seeded-random.js';
import { addFaults, type LooseChunk, writeEvents } from './stream-faults.js';

/** A random answer in the words of an upstream with random faults. */
export interface RandomStream extends RandomAnswer {
  /** All that the upstream sends. */
  readonly text: string;
  /** Whether the upstream says that it failed, or breaks off. */
  readonly isFailing: boolean;
}

const ERROR_EVENT = `data: ${JSON.stringify({ error: { message: 'No.', code: 'internal_server_error' } })}\n\n`;
const DONE_EVENT = 'data: [DONE]\n\n';

export function createRandomStream(random: SeededRandom): RandomStream {
  const answer = createRandomAnswer(random);
  const chunks: readonly LooseChunk[] = addFaults(answer.chunks, random);
  const events = writeEvents(chunks, random);
  const isFailing = random.chance(0.15);
  if (!isFailing) return { ...answer, isFailing, text: [...events, DONE_EVENT].join('') };
  const kept = events.slice(0, random.below(events.length + 1));
  const end = random.pick(['', ERROR_EVENT, ERROR_EVENT + DONE_EVENT, 'data: {"choices":[{']);
  return { ...answer, isFailing, text: [...kept, end].join('') };
}

/** Nothing of the answer is lost, and nothing is added. Of a stream that fails, what came before is right. */
export function expectSameAnswer(report: StreamReport, stream: RandomStream, name: string): void {
  expect(report.problems, name).toEqual([]);
  expect(report.outcome, name).toBe(stream.isFailing ? 'error' : 'done');
  const { choices } = stream.plain;
  if (!stream.isFailing) expect(report.choices.size, name).toBe(choices.length);
  for (const { index, message, finish_reason: reason } of choices) {
    const seen = report.choices.get(index) ?? { content: '', reasoning: '', calls: [], finishReason: null };
    const calls = (message.tool_calls ?? []) as { function: { name: string; arguments: string } }[];
    const expected = {
      content: asText(message.content),
      reasoning: asText(message.reasoning_content),
      // They are numbered in the order in which they begin, which a fault may change.
      calls: calls.map(({ function: { name: called, arguments: text } }) => `${called} ${text}`).sort(),
    };
    const actual = {
      content: seen.content,
      reasoning: seen.reasoning,
      calls: seen.calls.map(({ name: called, arguments: text }) => `${called} ${text}`).sort(),
    };
    if (stream.isFailing) expectBeginning(actual, expected, name);
    else expect(actual, name).toEqual(expected);
    if (!stream.isFailing && reason !== 'length') expect(seen.finishReason, name).toBe(reason);
  }
}

interface Texts {
  readonly content: string;
  readonly reasoning: string;
  readonly calls: readonly string[];
}

function expectBeginning(actual: Texts, expected: Texts, name: string): void {
  expect(expected.content.startsWith(actual.content), name).toBe(true);
  expect(expected.reasoning.startsWith(actual.reasoning), name).toBe(true);
  const wrong = actual.calls.filter((call) => !expected.calls.some((whole) => whole.startsWith(call)));
  expect(wrong, name).toEqual([]);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
