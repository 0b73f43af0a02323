import { Injectable } from '@nestjs/common';

const KEPT_ENTRIES = 1_000;

export interface UsageEntry {
  readonly requestId: string;
  readonly model: string;
  readonly usage: Readonly<Record<string, unknown>>;
}

/** What the service would bill, request by request; of a stream that the client left, what was generated until then. */
@Injectable()
export class UsageAccount {
  private entries: UsageEntry[] = [];

  add(entry: UsageEntry): void {
    this.entries.push(entry);
    if (this.entries.length > KEPT_ENTRIES) this.entries.shift();
  }

  list(): readonly UsageEntry[] {
    return this.entries;
  }

  clear(): void {
    this.entries = [];
  }
}
