import type { ChatCompletionRequest, ChatMessage } from '../../../contracts/chat-completion.js';
import { GatewayError } from '../../../contracts/gateway-error.js';
import type { ModelFacts, ThinkingModelFacts } from '../../../contracts/model-facts.js';
import type { OutputCap } from '../../../contracts/output-cap.js';
import type { ThinkingWish } from '../../../contracts/thinking.js';
import type { CompatibilityOptions } from './compatibility-options.js';
import { type MessageSurvey, surveyMessages } from './survey-messages.js';

/** What a request is adapted to. */
export interface ChatCircumstances {
  readonly facts: ModelFacts;
  readonly options: CompatibilityOptions;
  readonly outputCap?: OutputCap;
  readonly thinking?: ThinkingWish;
}

/** A value that the model does not take, and the one that it takes. */
interface Clamp {
  readonly field: string;
  readonly value: unknown;
  /** What is valid, e.g. `at most 5`. */
  readonly valid: string;
}

/**
 * A chat request on its way to the wire. The client's own object is never changed: it is copied at the first write, so a
 * request that needs nothing costs no copy.
 */
export class ChatDraft {
  /** Of the wish, what is left of it after the rules so far. */
  thinking: ThinkingWish | undefined;
  outputCap: OutputCap | undefined;
  toolNames: ReadonlyMap<string, string> | undefined;
  private copy: Record<string, unknown> | undefined;
  private surveyed: MessageSurvey | undefined;
  private readonly reported = new Set<string>();

  constructor(
    private readonly request: ChatCompletionRequest,
    private readonly circumstances: ChatCircumstances,
  ) {
    this.outputCap = circumstances.outputCap;
    this.thinking = circumstances.thinking;
  }

  get facts(): ModelFacts {
    return this.circumstances.facts;
  }

  get options(): CompatibilityOptions {
    return this.circumstances.options;
  }

  /** undefined where the model is not known to think. */
  get thinkingFacts(): ThinkingModelFacts | undefined {
    const { thinking } = this.facts;
    return thinking.kind === 'hybrid' || thinking.kind === 'only' ? thinking : undefined;
  }

  /** Whether the model is going to think; undefined where that is not known. */
  get isThinking(): boolean | undefined {
    const { thinking } = this.facts;
    switch (thinking.kind) {
      case 'none':
        return false;
      case 'only':
        return true;
      case 'hybrid':
        return this.thinking?.isOn ?? thinking.isOnByDefault ?? undefined;
      case 'unknown':
        return undefined;
    }
  }

  get body(): ChatCompletionRequest {
    return (this.copy ?? this.request) as ChatCompletionRequest;
  }

  get messages(): readonly ChatMessage[] {
    return this.body.messages;
  }

  /** What the messages contain, looked at once for all rules. */
  get survey(): MessageSurvey {
    return (this.surveyed ??= surveyMessages(this.messages));
  }

  get adaptations(): readonly string[] {
    return [...this.reported];
  }

  /** `paths` are the client's fields that differ now. */
  set(field: string, value: unknown, ...paths: readonly string[]): void {
    this.copy ??= { ...this.request };
    this.copy[field] = value;
    if (field === 'messages') this.surveyed = undefined;
    this.report(...(paths.length === 0 ? [field] : paths));
  }

  remove(field: string, ...paths: readonly string[]): void {
    const { [field]: _removed, ...rest } = this.body;
    this.copy = rest;
    this.report(...(paths.length === 0 ? [field] : paths));
  }

  report(...paths: readonly string[]): void {
    for (const path of paths) this.reported.add(path);
  }

  /** Takes the value that the model takes, and reports it; in strict mode refuses the client's. */
  clamp({ field, value, valid }: Clamp): void {
    this.insist(field, `${field} of ${this.body.model} must be ${valid}.`);
    this.set(field, value);
  }

  /** @throws GatewayError 400 in strict mode, where nothing is changed for the client. */
  insist(param: string, message: string): void {
    if (this.options.compatibility === 'strict') this.refuse(param, message);
  }

  refuse(param: string, message: string): never {
    throw new GatewayError('invalid_request', message, { param });
  }
}
