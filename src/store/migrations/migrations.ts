import { accounts } from './accounts.migration.js';
import { background } from './background.migration.js';
import { filesAndBatches } from './files-and-batches.migration.js';
import { inputLines } from './input-lines.migration.js';
import type { Migration } from './migration.js';
import { responses } from './responses.migration.js';

/** All of them, the oldest first, for both databases. */
export const MIGRATIONS: readonly Migration[] = [
  filesAndBatches,
  inputLines,
  responses,
  accounts,
  background,
];
