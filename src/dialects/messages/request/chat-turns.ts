import type { ChatMessage } from '../../../contracts/chat-completion.js';
import { refuse } from '../../refuse.js';
import { type ChatPart, joinTexts } from './chat-parts.js';

/** A call of a tool that the assistant made. */
export interface MadeCall {
  readonly id: string;
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
  /** Of its block, for errors. */
  readonly path: string;
}

/** What came back of a call: text for its message, and what a tool message cannot hold. */
export interface CallResult {
  readonly texts: readonly ChatPart[];
  readonly media: readonly ChatPart[];
}

interface AssistantTurn {
  readonly parts: ChatPart[];
  readonly reasoning: string[];
  readonly calls: MadeCall[];
}

/**
 * Chat's messages in the making. What the assistant said without a break is one message; the results of its calls follow it
 * directly, in the order of the calls, and whatever else the user said comes after them.
 */
export class ChatTurns {
  private readonly messages: ChatMessage[] = [];
  private readonly callIds = new Set<string>();
  private readonly results = new Map<string, CallResult>();
  private turn: AssistantTurn | undefined;
  private waiting: ChatMessage[] = [];

  addSystem(parts: readonly ChatPart[]): void {
    if (parts.length === 0) return;
    this.waiting.push({ role: 'system', content: joinTexts(parts, '\n\n') });
  }

  addUser(parts: readonly ChatPart[]): void {
    if (parts.length === 0) return;
    const [only] = parts;
    const isOneText = parts.length === 1 && only?.type === 'text' && !('cache_control' in only);
    this.waiting.push({ role: 'user', content: isOneText ? only.text : parts });
  }

  /** @throws GatewayError 400 for a result whose call the assistant did not just make, or that has one already. */
  addResult(id: string, path: string, result: CallResult): void {
    const named = `${path}.tool_use_id`;
    if (this.turn?.calls.some((call) => call.id === id) !== true) {
      refuse(
        named,
        `${named} ${JSON.stringify(id.slice(0, 100))} is no tool_use of the assistant message before it.`,
      );
    }
    if (this.results.has(id)) {
      refuse(named, `${path} is a second tool_result of the same tool_use; send one.`);
    }
    this.results.set(id, result);
  }

  /** @throws GatewayError 400 where calls of the turn before have no result. */
  beginAssistant(): void {
    const isContinued = this.turn?.calls.length === 0 && this.waiting.length === 0;
    if (isContinued) return;
    this.flush();
    this.turn = { parts: [], reasoning: [], calls: [] };
  }

  addText(part: ChatPart): void {
    this.turn?.parts.push(part);
  }

  addReasoning(text: string): void {
    if (text !== '') this.turn?.reasoning.push(text);
  }

  /** @throws GatewayError 400 for an id that an earlier call has. */
  addCall(call: MadeCall): void {
    if (this.callIds.has(call.id)) {
      refuse(`${call.path}.id`, `${call.path}.id is that of an earlier tool_use; they must differ.`);
    }
    this.callIds.add(call.id);
    this.turn?.calls.push(call);
  }

  /** Whether the conversation ends with words of the assistant, which the model is to go on with. */
  get endsWithAnswer(): boolean {
    const { turn, waiting } = this;
    return turn?.calls.length === 0 && waiting.length === 0 && turn.parts.length > 0;
  }

  /** @throws GatewayError 400 for a call without its result. */
  finish(): readonly ChatMessage[] {
    this.flush();
    return this.messages;
  }

  private flush(): void {
    const { turn, waiting } = this;
    this.turn = undefined;
    this.waiting = [];
    if (turn !== undefined) this.writeTurn(turn);
    for (const message of waiting) this.messages.push(message);
  }

  private writeTurn({ parts, reasoning, calls }: AssistantTurn): void {
    // Reasoning of a turn that was broken off belongs to nothing.
    if (parts.length === 0 && calls.length === 0) return;
    this.messages.push({
      role: 'assistant',
      content: parts.length === 0 ? null : joinTexts(parts, ''),
      ...(reasoning.length === 0 ? {} : { reasoning_content: reasoning.join('\n\n') }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(writeCall) }),
    });
    const media = calls.flatMap((call) => this.writeResult(call));
    // Tool messages hold text only.
    if (media.length > 0) this.messages.push({ role: 'user', content: media });
  }

  private writeResult({ id, path }: MadeCall): readonly ChatPart[] {
    const result = this.results.get(id);
    if (result === undefined) {
      return refuse(path, `${path} has no tool_result in the message after it; every tool_use needs one.`);
    }
    this.messages.push({ role: 'tool', tool_call_id: id, content: joinTexts(result.texts, '\n') });
    return result.media;
  }
}

function writeCall({ id, name, arguments: values }: MadeCall) {
  return { id, type: 'function', function: { name, arguments: values } };
}
