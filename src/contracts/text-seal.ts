/** Seals text that clients carry for us, so that only the gateway can read it and only for the same team. */
export interface TextSeal {
  /** An opaque text, safe in JSON and in headers. */
  seal(content: SealedContent, team: string): string;
  /** undefined for anything that was not sealed here for that team, whoever changed it; never throws. */
  unseal(sealed: unknown, team: string): SealedContent | undefined;
}

export interface SealedContent {
  /** The model that wrote the text. */
  readonly model: string;
  readonly text: string;
}

/** For `encrypted_content` of reasoning items. */
export type ReasoningSeal = TextSeal;
export const ReasoningSeal = Symbol('ReasoningSeal');

/** For `encrypted_content` of compaction items. */
export type CompactionSeal = TextSeal;
export const CompactionSeal = Symbol('CompactionSeal');
