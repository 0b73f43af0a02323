import type { ChatDraft } from './chat-draft.js';

/** One difference between OpenAI's contract and Model Studio's, and what the gateway does about it. */
export interface ChatRule {
  readonly id: string;
  /** The known complaints (`Q1`, …) that it answers; docs/compatibility.md lists them. */
  readonly complaints: readonly string[];
  /** One sentence for docs/compatibility.md. */
  readonly what: string;
  /** Changes the draft where the rule applies; else it must cost next to nothing. @throws GatewayError 400 */
  apply(draft: ChatDraft): void;
}
