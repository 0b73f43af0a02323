import type { Call } from './call.js';
import type { LoadedInput } from './response-history.js';
import type { ResponseObject } from './response-object.js';

/** Keeps responses of requests with `store`. What is not begun is not stored: for `store: false` nothing is called. */
export interface ResponseStore {
  /** Whether the operator lets responses be stored (RESPONSES_STORE). If not, every response says `store: false`. */
  readonly isOn: boolean;
  /**
   * Before the upstream is asked: notes the response as in progress, without content, and takes the turn at its conversation.
   * @throws GatewayError conflict (409) while another response is at work on the conversation; store_unavailable.
   */
  begin(response: ResponseObject, input: LoadedInput, call: Call): Promise<void>;
  /**
   * With the final snapshot, before the client gets the terminal event: stores input and output, in one transaction with the
   * conversation's new items. Also for responses that failed or were abandoned, which add nothing to a conversation.
   * @throws GatewayError store_unavailable, and not_found where the response was deleted meanwhile.
   */
  settle(response: ResponseObject, input: LoadedInput, call: Call): Promise<void>;
}

export const ResponseStore = Symbol('ResponseStore');
