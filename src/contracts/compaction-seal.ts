import type { ReasoningSeal } from './reasoning-seal.js';

/** The same for summaries of conversations (`encrypted_content` of compaction items). Neither opens what the other sealed. */
export type CompactionSeal = ReasoningSeal;

export const CompactionSeal = Symbol('CompactionSeal');
