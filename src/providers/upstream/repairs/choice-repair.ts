import type { ToolCallDelta } from '../../../contracts/chat-completion.js';
import { isRecord, readRecords, readText, type ReceivedChoice, type ReceivedDelta } from './received.js';
import { ToolCallMerger, type ToolNames } from './tool-call-merger.js';

/** What a repair did. */
export interface Outcome {
  readonly isChanged: boolean;
  /** The same would be done to another chunk that differs only in its text. */
  readonly isSteady: boolean;
}

/** One choice of a stream, as OpenAI's contract has it: the role in its first delta, one finish_reason in its last. */
export class ChoiceRepair {
  isFinished = false;
  private isOpen = false;
  private readonly calls: ToolCallMerger;

  constructor(
    readonly index: number,
    names: ToolNames | undefined,
  ) {
    this.calls = new ToolCallMerger(names);
  }

  /** Puts a part of the choice right, in place. Not to be called after the last. */
  repair(choice: ReceivedChoice): Outcome {
    const { version } = this.calls;
    const isFirst = !this.isOpen;
    this.isOpen = true;
    const repairs = [
      this.repairEnvelope(choice),
      this.repairDelta(choice.delta as ReceivedDelta, isFirst),
      this.repairFinish(choice),
    ];
    return {
      isChanged: repairs.includes(true),
      isSteady: !isFirst && !this.isFinished && version === this.calls.version,
    };
  }

  /** The last part, of a choice whose upstream forgot it. */
  finish(): ReceivedChoice {
    const choice: ReceivedChoice = { index: this.index, delta: {}, finish_reason: 'stop' };
    this.repairFinish(choice);
    return choice;
  }

  private repairEnvelope(choice: ReceivedChoice): boolean {
    const { index, delta } = choice;
    if (index === this.index && isRecord(delta)) return false;
    choice.index = this.index;
    choice.delta = isRecord(delta) ? delta : {};
    return true;
  }

  private repairDelta(delta: ReceivedDelta, isFirst: boolean): boolean {
    const repairs = [repairRole(delta, isFirst), this.repairCalls(delta), repairContent(delta, isFirst)];
    return repairs.includes(true);
  }

  private repairCalls(delta: ReceivedDelta): boolean {
    const hadLegacyNull = delta.function_call === null && delete delta.function_call;
    if (!('tool_calls' in delta)) return hadLegacyNull;
    const received = readRecords(delta.tool_calls);
    const merged = received.flatMap((piece): unknown[] => {
      if ('custom' in piece) return [piece];
      const written = this.calls.merge(piece);
      return written === undefined ? [] : [written];
    });
    if (merged.length === 0) return delete delta.tool_calls;
    const isSame = isSameList(delta.tool_calls, merged);
    delta.tool_calls = merged;
    return hadLegacyNull || !isSame;
  }

  private repairFinish(choice: ReceivedChoice): boolean {
    const received = readText(choice.finish_reason);
    this.isFinished = received !== undefined;
    const reason = received === 'stop' && this.calls.hasCalls ? 'tool_calls' : (received ?? null);
    const isChanged = choice.finish_reason !== reason;
    choice.finish_reason = reason;
    const missing = reason === 'tool_calls' ? this.calls.close() : [];
    if (missing.length > 0) appendCalls(choice.delta as ReceivedDelta, missing);
    return isChanged || missing.length > 0;
  }
}

/** The role once, in the first delta. */
function repairRole(delta: ReceivedDelta, isFirst: boolean): boolean {
  if (!isFirst) return 'role' in delta && delete delta.role;
  if (readText(delta.role) !== undefined) return false;
  delta.role = 'assistant';
  return true;
}

/**
 * As in OpenAI's own streams, content is a text, empty in the first delta; beside tool calls it is null or absent where there
 * is none. The last delta may be empty.
 */
function repairContent(delta: ReceivedDelta, isFirst: boolean): boolean {
  if ('tool_calls' in delta) return delta.content === '' && delete delta.content;
  const isMissing = delta.content === null || (isFirst && delta.content === undefined);
  if (isMissing) delta.content = '';
  return isMissing;
}

function appendCalls(delta: ReceivedDelta, calls: readonly ToolCallDelta[]): void {
  delta.tool_calls = [...readRecords(delta.tool_calls), ...calls];
  if (delta.content === '') delete delta.content;
}

function isSameList(left: unknown, right: readonly unknown[]): boolean {
  return (
    Array.isArray(left) &&
    left.length === right.length &&
    right.every((item, position) => item === left[position])
  );
}
