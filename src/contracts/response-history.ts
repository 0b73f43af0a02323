import type { Principal } from './principal.js';
import type { ResponsesItem } from './responses.js';

/** What was said before a request, for its `previous_response_id`, `conversation` and `item_reference`s. */
export interface ResponseHistory {
  /**
   * Input and output of a response and of those before it, oldest first.
   * @throws GatewayError 400 `previous_response_not_found` where the team has no such response, or it cannot be continued.
   */
  ofResponse(id: string, principal: Principal): Promise<readonly ResponsesItem[]>;
  /**
   * The items of a conversation, oldest first.
   * @throws GatewayError 404 where the team has no such conversation; 409 while a response is at work on it.
   */
  ofConversation(id: string, principal: Principal): Promise<ConversationHistory>;
  /** Those of the items that the team has, by id. */
  findItems(ids: readonly string[], principal: Principal): Promise<ReadonlyMap<string, ResponsesItem>>;
}

export interface ConversationHistory {
  readonly items: readonly ResponsesItem[];
  /** How far the conversation has come, for the response that is to go on from there. */
  readonly position: number;
}

export const ResponseHistory = Symbol('ResponseHistory');
