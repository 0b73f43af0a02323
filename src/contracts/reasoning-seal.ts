/**
 * Makes reasoning unreadable for the client that carries it (`encrypted_content`), and readable again for the gateway when it
 * comes back.
 */
export interface ReasoningSeal {
  seal(text: string, context: SealContext): string;
  /** undefined for what this gateway did not seal for this context, or what was tampered with. Never throws. */
  unseal(sealed: string, context: SealContext): string | undefined;
}

export const ReasoningSeal = Symbol('ReasoningSeal');

export interface SealContext {
  readonly team: string;
}
