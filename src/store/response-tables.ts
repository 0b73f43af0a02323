interface KeptTable {
  readonly id: string;
  /** Whose it is. */
  readonly team: string;
  /** The key that made it, for audit. */
  readonly keyId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** One row for each response of a request with `store`. */
export interface ResponsesTable extends KeptTable {
  readonly status: string;
  readonly model: string;
  /** The response object as JSON, without its output. */
  readonly snapshot: string;
  readonly previousId: string | null;
  readonly conversationId: string | null;
  /** How many responses the chain has with this one. */
  readonly depth: number;
  /** Characters of JSON in the items of the chain with this one. */
  readonly chainSize: number;
  /** The process that is at work on it; null once it has ended. */
  readonly leaseOwner: string | null;
  /** When that process is taken for dead. */
  readonly leaseUntil: number | null;
}

export interface ConversationsTable extends KeptTable {
  /** JSON. */
  readonly metadata: string;
  readonly nextPosition: number;
  /** Characters of JSON in its items. */
  readonly size: number;
  /** The response that has its turn. */
  readonly lockedBy: string | null;
  readonly lockedUntil: number | null;
}

interface ItemsTable {
  readonly position: number;
  readonly id: string;
  readonly team: string;
  readonly json: string;
}

/** Input and output of responses, in their order. */
export interface ResponseItemsTable extends ItemsTable {
  readonly responseId: string;
  readonly direction: string;
}

export interface ConversationItemsTable extends ItemsTable {
  readonly conversationId: string;
}
