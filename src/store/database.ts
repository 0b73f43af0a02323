import type {
  AccessKeysTable,
  AccountVersionTable,
  AuditLogTable,
  IdempotencyTable,
  KeySecretsTable,
  OrganisationsTable,
  SharedLimitsTable,
  TeamsTable,
} from './account-tables.js';
import type { BackgroundEventsTable, BackgroundJobsTable } from './background-tables.js';
import type {
  ConversationItemsTable,
  ConversationsTable,
  ResponseItemsTable,
  ResponsesTable,
} from './response-tables.js';

/**
 * The tables. Their columns are the same in SQLite and in PostgreSQL, where their names are in snake_case: ids and JSON are
 * text, times are integers of epoch milliseconds, truths are 0 or 1.
 */
export interface Database {
  readonly gatewayMigrations: MigrationsTable;
  readonly files: FilesTable;
  readonly batches: BatchesTable;
  readonly responses: ResponsesTable;
  readonly responseItems: ResponseItemsTable;
  readonly conversations: ConversationsTable;
  readonly conversationItems: ConversationItemsTable;
  readonly backgroundJobs: BackgroundJobsTable;
  readonly backgroundEvents: BackgroundEventsTable;
  readonly inputLines: InputLinesTable;
  readonly organisations: OrganisationsTable;
  readonly teams: TeamsTable;
  readonly accessKeys: AccessKeysTable;
  readonly keySecrets: KeySecretsTable;
  readonly sharedLimits: SharedLimitsTable;
  readonly accountVersion: AccountVersionTable;
  readonly auditLog: AuditLogTable;
  readonly idempotency: IdempotencyTable;
}

interface MigrationsTable {
  readonly name: string;
  readonly appliedAt: number;
}

interface OwnedTable {
  /** The instance that has the object. */
  readonly provider: string;
  /** Whose it is. */
  readonly team: string;
  /** The key that made it, for audit. */
  readonly keyId: string;
  readonly createdAt: number;
}

/** One row for each uploaded file. */
export interface FilesTable extends OwnedTable {
  /** The upstream's, which clients see too. */
  readonly id: string;
  readonly purpose: string;
  readonly filename: string;
  readonly bytes: number;
}

/** One row for each batch. */
export interface BatchesTable extends OwnedTable {
  /** The upstream's, which clients see too. */
  readonly id: string;
  readonly endpoint: string;
  readonly inputFileId: string;
  readonly model: string | null;
  /** 1: the gateway made the input file from inline requests. */
  readonly hasInlineInput: number;
  /** Known once the upstream has made them; they belong to the batch's team. */
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
}

/** The order of the lines of a batch input file. */
export interface InputLinesTable {
  readonly fileId: string;
  /** Base64 of the digests of the lines' custom_ids, one after the other. */
  readonly digests: string;
  readonly createdAt: number;
}
