import type { AttemptSettled } from './attempt.js';
import type { Call } from './call.js';

/** Where an attempt is to go. */
export interface AdmissionTarget {
  readonly provider: { readonly name: string };
  /** The upstream's name; empty for what is about no model. */
  readonly model: string;
  readonly isListed: boolean;
}

/** Decides whether an attempt at an upstream may begin: the one place that knows caller, provider and model. */
export interface Admission {
  /**
   * At once where that can be told at once; undefined where nothing limits the attempt.
   * @throws GatewayError rate_limited, at once or by rejection.
   */
  admit(target: AdmissionTarget, call: Call): Permit | undefined | Promise<Permit | undefined>;
}

export const Admission = Symbol('Admission');

/** What an attempt takes up, to be given back when it ends. */
export interface Permit {
  /** To be called once; without an end, the attempt did not begin. */
  end(end?: Pick<AttemptSettled, 'outcome' | 'usage' | 'firstValueAt'>): void;
}
