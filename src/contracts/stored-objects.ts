/** What files and batches have in common: an upstream keeps them, under ids of its own. */
export interface StoredObject {
  readonly id: string;
  /** Unix seconds. */
  readonly created_at: number;
  readonly [field: string]: unknown;
}

export interface ListQuery {
  /** The id that the page before ended with. */
  readonly after?: string;
  readonly limit: number;
  /** Further parameters of the upstream's own, such as `purpose`. */
  readonly filters: Readonly<Record<string, string>>;
}

/** One page of an upstream's list, the newest first. */
export interface ObjectPage<Item extends StoredObject> {
  readonly data: readonly Item[];
  readonly hasMore: boolean;
}
