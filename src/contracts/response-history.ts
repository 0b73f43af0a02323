import type { Call } from './call.js';
import type { ResponseItem } from './response-object.js';

/** What of a request decides which items the model sees. */
export interface HistoryRequest {
  readonly input?: string | readonly ResponseItem[] | null;
  readonly previous_response_id?: string | null;
  readonly conversation?: string | { readonly id: string } | null;
  readonly store?: boolean | null;
}

/** The items of a request, history first. */
export interface LoadedInput {
  /** Everything that the model is to see: references resolved, sealed summaries opened. */
  readonly items: readonly ResponseItem[];
  /** How many of `items` come before the request's own; `items[historyLength]` is the client's `input[0]`. */
  readonly historyLength: number;
  /** The request's own items as they are stored, each with an id. */
  readonly input: readonly ResponseItem[];
  readonly previousId: string | null;
  readonly conversationId: string | null;
  /** How many responses the chain has with this one; 1 without a previous one. */
  readonly depth: number;
  /** Characters of the history that is carried along. */
  readonly historySize: number;
}

/** Puts the input of a request together from what the team has stored. */
export interface ResponseHistory {
  /**
   * Reads nothing where the request names nothing stored. A sealed summary that cannot be opened is left out and reported in
   * the call's adaptations.
   * @throws GatewayError 400 for a previous response that the team does not have, that failed, or whose chain is incomplete or
   * too long, and where storing is switched off; 404 for an unknown conversation or item; store_unavailable.
   */
  load(request: HistoryRequest, call: Call): Promise<LoadedInput>;
}

export const ResponseHistory = Symbol('ResponseHistory');
