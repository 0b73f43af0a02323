/** Every change of an account has a number, one higher than that before it: what has a higher one is newer. */
interface VersionedTable {
  /** The number of its latest change. */
  readonly version: number;
}

/** Labels and limits are JSON; null is none. */
interface AccountTable extends VersionedTable {
  readonly id: string;
  readonly name: string;
  readonly labels: string | null;
  readonly createdAt: number;
}

/** One row for each organisation. */
export type OrganisationsTable = AccountTable;

/** One row for each team. */
export interface TeamsTable extends AccountTable {
  readonly organisation: string;
  readonly limits: string | null;
}

/** One row for each key, also of those that were revoked. Its secrets are in `keySecrets`. */
export interface AccessKeysTable extends AccountTable {
  readonly team: string;
  readonly role: string;
  /** JSON lists; null is no restriction. */
  readonly models: string | null;
  readonly routes: string | null;
  readonly limits: string | null;
  readonly expiresAt: number | null;
  /** 1: does not work for now. */
  readonly disabled: number;
  readonly revokedAt: number | null;
  /** The key that made it. */
  readonly createdBy: string;
}

/** One row for each secret that opens a key; several while a rotation overlaps. */
export interface KeySecretsTable {
  /** Keyed: useless without the gateway's own secret. */
  readonly digest: string;
  readonly keyId: string;
  /** The last characters, by which a person tells secrets apart. */
  readonly hint: string;
  readonly createdAt: number;
  /** Set by a rotation. */
  readonly expiresAt: number | null;
}

/** One row for each model or provider that has limits. */
export interface SharedLimitsTable extends VersionedTable {
  readonly scope: string;
  readonly name: string;
  readonly limits: string;
}

/** One row: the number of the latest change of any account. */
export interface AccountVersionTable {
  readonly id: number;
  readonly version: number;
}

/** One row for each administrative act. Rows are only ever added. */
export interface AuditLogTable {
  /** The number of the change, which orders them. */
  readonly version: number;
  readonly id: string;
  readonly at: number;
  readonly actorKey: string;
  readonly actorTeam: string;
  readonly actorRole: string;
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  /** Whose managers may read it. */
  readonly team: string | null;
  /** JSON of the object before and after; null where there was or is none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly address: string | null;
  readonly requestId: string;
}

/** One row for each creation that a client gave a key to, so that it can be asked for again. */
export interface IdempotencyTable {
  /** Digest of who asked, what for, and the client's key. */
  readonly id: string;
  /** Digest of the body. */
  readonly request: string;
  /** Sealed: it has a secret in it. */
  readonly answer: string;
  readonly createdAt: number;
}
