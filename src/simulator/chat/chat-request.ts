import type { ChatMessage } from '../../contracts/chat-completion.js';
import type { SimulatedModel } from '../models/simulator.models.js';

/** A request whose fields have been checked against the rules of its model. */
export interface ChatRequest {
  readonly model: SimulatedModel;
  readonly messages: readonly ChatMessage[];
  readonly isStream: boolean;
  readonly includesUsage: boolean;
  readonly isThinking: boolean;
  readonly thinkingBudget?: number;
  readonly maxTokens?: number;
  readonly maxCompletionTokens?: number;
  readonly choiceCount: number;
  readonly stop: readonly string[];
  readonly tools: readonly FunctionTool[];
  readonly toolChoice: ToolChoice;
  /** Without it there is one call an answer. */
  readonly callsInParallel: boolean;
  readonly responseFormat: ResponseFormat;
}

export interface FunctionTool {
  readonly name: string;
  readonly parameters: unknown;
}

/** `named` holds the function's name. */
export type ToolChoice =
  { readonly kind: 'auto' | 'none' | 'required' } | { readonly kind: 'named'; readonly name: string };

export type ResponseFormat =
  { readonly kind: 'text' | 'json_object' } | { readonly kind: 'json_schema'; readonly schema: unknown };

/** A request's body before anything is known about it. */
export type RawRequest = Readonly<Record<string, unknown>>;
