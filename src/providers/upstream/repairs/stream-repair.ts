import { ChatChunk } from '../../../contracts/chat-chunk.js';
import type { ChatCompletionChunk } from '../../../contracts/chat-completion.js';
import { TextFrame } from '../../../contracts/text-frame.js';
import { ChoiceRepair, type Outcome } from './choice-repair.js';
import { readRecords, type ReceivedChoice } from './received.js';
import type { ToolNames } from './tool-call-merger.js';

/**
 * The chunks of one stream, put right one by one. A chunk that needs no repair goes on as it came, the same object. One that
 * has the frame of the chunk before gets the same treatment without being parsed.
 */
export class StreamRepair {
  private readonly choices = new Map<number, ChoiceRepair>();
  /** Of the latest chunk, where the next one that has it is treated in the same way: put into the other frame. */
  private frame?: TextFrame;
  private repairedFrame?: TextFrame;
  /** The latest chunk with a choice. */
  private latest?: ChatCompletionChunk;
  private isUsageSent = false;
  private heldUsage?: ChatChunk;

  constructor(private readonly names: ToolNames | undefined) {}

  /** The chunk as it should be; undefined where nothing is left of it. */
  repair(chunk: ChatChunk): ChatChunk | undefined {
    const { frame } = chunk;
    if (frame === undefined || frame !== this.frame) return this.examine(chunk);
    const { repairedFrame } = this;
    if (repairedFrame === undefined || repairedFrame === frame) return chunk;
    return new ChatChunk(repairedFrame.around(frame.pieceOf(chunk.data)), repairedFrame);
  }

  /** The chunks that are still missing when the upstream says that it is done. */
  finish(): readonly ChatChunk[] {
    const open = [...this.choices.values()].filter(({ isFinished }) => !isFinished);
    return [...open.map((choice) => this.write(choice.finish())), ...this.takeUsage()];
  }

  /** Usage that came early, and waits for the end of the choices. */
  takeUsage(): readonly ChatChunk[] {
    const usage = this.heldUsage;
    this.heldUsage = undefined;
    return usage === undefined ? [] : [usage];
  }

  private examine(chunk: ChatChunk): ChatChunk | undefined {
    const { value } = chunk;
    const received: ReceivedChoice[] = readRecords(value.choices);
    const outcomes: Outcome[] = [];
    const kept = received.filter((choice, position) => {
      const state = this.requireChoice(choice, position);
      if (state.isFinished) return false;
      outcomes.push(state.repair(choice));
      return true;
    });
    const isComplete = Array.isArray(value.choices) && kept.length === value.choices.length;
    if (!isComplete) value.choices = kept as unknown as ChatCompletionChunk['choices'];
    const isChanged = !isComplete || outcomes.some((outcome) => outcome.isChanged);
    const repaired = isChanged ? ChatChunk.write(value) : chunk;
    this.frame = undefined;
    if (kept.length === 0) return this.passUsage(repaired);
    this.latest = value;
    const isAlone = received.length === 1 && outcomes[0]?.isSteady === true;
    return isAlone ? this.remember(chunk, repaired) : repaired;
  }

  /** Makes what was done to this chunk the rule for the next ones that have its frame. */
  private remember({ data, frame }: ChatChunk, repaired: ChatChunk): ChatChunk {
    const repairedFrame = repaired.frame ?? TextFrame.find(repaired.data);
    if (frame === undefined || repairedFrame === undefined) return repaired;
    // They differ where the text stood in arguments that were sent as an object.
    if (decode(frame.pieceOf(data)) !== decode(repairedFrame.pieceOf(repaired.data))) return repaired;
    this.frame = frame;
    this.repairedFrame = repairedFrame;
    return repaired;
  }

  /** A chunk without choices: usage, which goes last and once. Anything else in one is not part of the contract. */
  private passUsage(chunk: ChatChunk): ChatChunk | undefined {
    if (chunk.usage === undefined || this.isUsageSent) return undefined;
    const states = [...this.choices.values()];
    const isLast = states.length > 0 && states.every(({ isFinished }) => isFinished);
    this.isUsageSent = isLast;
    this.heldUsage = isLast ? undefined : chunk;
    return isLast ? chunk : undefined;
  }

  private requireChoice({ index }: ReceivedChoice, position: number): ChoiceRepair {
    const number = Number.isInteger(index) ? (index as number) : position;
    const known = this.choices.get(number);
    if (known !== undefined) return known;
    const choice = new ChoiceRepair(number, this.names);
    this.choices.set(number, choice);
    return choice;
  }

  private write(choice: ReceivedChoice): ChatChunk {
    const choices = [choice] as unknown as ChatCompletionChunk['choices'];
    const chunk = { ...this.latest, choices } as ChatCompletionChunk;
    if ('usage' in chunk) chunk.usage = null;
    return ChatChunk.write(chunk);
  }
}

function decode(piece: string): unknown {
  return JSON.parse(`"${piece}"`);
}
