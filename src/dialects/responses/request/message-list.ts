import type { ChatMessage } from '../../../contracts/chat-completion.js';
import type { ChatContent, ChatPart } from './convert-content.js';
import { refuse } from '../../refuse.js';
import type { ToolOutput } from './tool-output.js';

interface Turn {
  readonly texts: string[];
  readonly reasoning: string[];
  readonly calls: TurnCall[];
}

export interface TurnCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  /** Of the client's item, for errors. */
  readonly path: string;
}

/**
 * Chat's messages in the making. What the assistant did without a break becomes one message; the outputs of its calls follow
 * it directly, wherever they stood in the client's list.
 */
export class MessageList {
  private readonly messages: ChatMessage[] = [];
  private readonly system: string[] = [];
  private readonly called = new Set<string>();
  private turn: Turn | undefined;

  constructor(private readonly outputs: ReadonlyMap<string, () => ToolOutput>) {}

  /** Instructions at the head are one message; later ones keep their place. */
  addSystem(text: string): void {
    this.endTurn();
    if (text === '') return;
    if (this.messages.length === 0) this.system.push(text);
    else this.messages.push({ role: 'system', content: text });
  }

  addUser(content: ChatContent): void {
    this.endTurn();
    this.messages.push({ role: 'user', content });
  }

  addText(text: string): void {
    if (text !== '') this.requireTurn().texts.push(text);
  }

  addReasoning(text: string): void {
    if (text !== '') this.requireTurn().reasoning.push(text);
  }

  /** @throws GatewayError 400 for an id that an earlier call has. */
  addCall(call: TurnCall): void {
    if (this.called.has(call.id)) {
      refuse(`${call.path}.call_id`, `${call.path} has the call_id of an earlier call; they must differ.`);
    }
    this.called.add(call.id);
    this.requireTurn().calls.push(call);
  }

  /** An output ends the turn; its message has its place already. */
  hasCall(id: string): boolean {
    return this.called.has(id);
  }

  /** @throws GatewayError 400 for a call without output. */
  endTurn(): void {
    const { turn } = this;
    this.turn = undefined;
    if (turn === undefined) return;
    const { texts, reasoning, calls } = turn;
    // Reasoning of a turn that was broken off belongs to nothing.
    if (texts.length === 0 && calls.length === 0) return;
    this.messages.push({
      role: 'assistant',
      content: texts.length === 0 ? null : texts.join('\n\n'),
      ...(reasoning.length === 0 ? {} : { reasoning_content: reasoning.join('\n\n') }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(writeCall) }),
    });
    this.addOutputs(calls);
  }

  finish(): readonly ChatMessage[] {
    this.endTurn();
    if (this.system.length === 0) return this.messages;
    return [{ role: 'system', content: this.system.join('\n\n') }, ...this.messages];
  }

  private addOutputs(calls: readonly TurnCall[]): void {
    const media: ChatPart[] = [];
    for (const { id, path } of calls) {
      const output = this.outputs.get(id)?.();
      if (output === undefined) {
        return refuse(path, `No tool output found for function call ${id.slice(0, 100)}.`);
      }
      this.messages.push({ role: 'tool', tool_call_id: id, content: output.text });
      for (const part of output.media) media.push(part);
    }
    // Tool messages hold text only.
    if (media.length > 0) this.messages.push({ role: 'user', content: media });
  }

  private requireTurn(): Turn {
    return (this.turn ??= { texts: [], reasoning: [], calls: [] });
  }
}

function writeCall({ id, name, arguments: values }: TurnCall) {
  return { id, type: 'function', function: { name, arguments: values } };
}
