import type { Principal } from './principal.js';
import type { ResponseObject, ResponsesItem } from './responses.js';

/** Keeps responses for their team, so that they can be fetched and continued. */
export interface ResponseStore {
  /** Whether responses of this principal are kept, unless a request says `store: false`. */
  isKeeping(principal: Principal): boolean;
  /**
   * Called before the upstream is asked. What it returns is told how the response ends, exactly once.
   * @throws GatewayError 409 where another response has its turn at the conversation, or had it since this one read it.
   */
  begin(record: ResponseRecord, principal: Principal): Promise<PendingResponse>;
  /** undefined where the team has no such response. */
  find(id: string, principal: Principal): Promise<ResponseObject | undefined>;
}

export const ResponseStore = Symbol('ResponseStore');

/** A response that begins. */
export interface ResponseRecord {
  /** In progress, without output. */
  readonly response: ResponseObject;
  /** The request's own input items: references are resolved and files are text, but nothing earlier is among them. */
  readonly input: readonly ResponsesItem[];
  readonly previousResponseId: string | undefined;
  /** The conversation that input and output are to be appended to. */
  readonly conversationId: string | undefined;
  /** How far the conversation had come when it was read: a response never answers less than it is appended to. */
  readonly conversationPosition?: number;
}

export interface PendingResponse {
  /**
   * Keeps the response as it ended. The client gets its last event only after this resolved; where it rejects, the client
   * gets that error instead.
   */
  settle(response: ResponseObject): Promise<void>;
  /** The client left, or the upstream refused before anything was answered: nobody waits for this. Never throws. */
  abandon(response: ResponseObject): void;
}
