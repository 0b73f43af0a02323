import type { GatewayError } from '../contracts/gateway-error.js';
import type { Principal } from '../contracts/principal.js';

/** Ends one running answer in a way its client understands. */
export type Interrupt = (error: GatewayError) => void;

/** Anything that takes its time and says when it is over: an answer, or the connection of a session. */
export interface Run {
  once(event: 'close', listener: () => void): unknown;
}

/** One that is under way. */
export interface Running {
  readonly run: Run;
  /** What ends it, should the time run out; whoever knows better may put another. */
  interrupt: Interrupt;
  /** Whose it is; unset for what goes on when its client has left. */
  readonly principal: Principal | undefined;
  /** Its place in the list. */
  at: number;
}
