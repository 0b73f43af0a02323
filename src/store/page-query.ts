/** One page of a team's rows, by time and id, so that rows which come or go in between shift nothing. */
export interface PageQuery {
  readonly limit: number;
  readonly order: 'asc' | 'desc';
  /** The row that the page before ended with; it need not exist any more. */
  readonly after?: PagePosition;
}

export interface PagePosition {
  readonly createdAt: number;
  readonly id: string;
}
