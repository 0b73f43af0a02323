/** One row for each background response that has not ended. Who deletes the row ends the response. */
export interface BackgroundJobsTable {
  readonly responseId: string;
  readonly team: string;
  /** JSON: who asked, with what rights. */
  readonly principal: string;
  readonly requestId: string;
  /** JSON: as the client sent it. */
  readonly request: string;
  readonly state: 'queued' | 'running';
  /** Epoch microseconds: the order in which they start. */
  readonly position: number;
  /** The process that is at work on it. */
  readonly leaseOwner: string | null;
  readonly leaseUntil: number | null;
}

/** What was said so far of a background response: events that follow one another, as text. */
export interface BackgroundEventsTable {
  readonly responseId: string;
  readonly firstNumber: number;
  readonly lastNumber: number;
  readonly text: string;
}
