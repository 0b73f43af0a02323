import type { Principal } from '../contracts/principal.js';

/** Who does an administrative act, and from where. */
export interface Actor {
  readonly principal: Principal;
  readonly requestId: string;
  /** Of the network. */
  readonly address: string | undefined;
}
