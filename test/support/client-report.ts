/** What a test did with a real client: a row of docs/clients/report.md, which scripts/clients.mjs writes. */
export interface ClientRow {
  readonly client: string;
  readonly version: string;
  /** What was done. */
  readonly task: string;
}

declare module 'vitest' {
  interface TaskMeta {
    client?: ClientRow;
  }
}

/** Where `npm run clients` has installed what package.json does not: `venv/` and `node/`. */
export const CLIENTS_HOME = process.env.CLIENTS_HOME;
