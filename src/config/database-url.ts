/** Where the store is, as DATABASE_URL says. */
export type DatabaseLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  /** The URL may hold a password. */
  | { readonly kind: 'postgres'; readonly url: URL };

export const SQLITE_MEMORY = ':memory:';

// A path that starts with a colon is a misspelt :memory:, one that starts with two slashes a guess at other programs' forms.
const SQLITE_FORM = /^sqlite:(:memory:|(?!:|\/\/)\S.*)$/;
const POSTGRES_PROTOCOLS = ['postgres:', 'postgresql:'];

/** `sqlite:<path>`, `sqlite::memory:`, `postgres://…` or `postgresql://…`; undefined for anything else. */
export function parseDatabaseUrl(text: string): DatabaseLocation | undefined {
  const path = SQLITE_FORM.exec(text)?.[1];
  if (path !== undefined) return { kind: 'sqlite', path };
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPostgres = POSTGRES_PROTOCOLS.includes(url.protocol) && isDecodable(url);
  const hasHost = url.hostname !== '' || url.searchParams.has('host');
  return isPostgres && hasHost ? { kind: 'postgres', url } : undefined;
}

/** A stray % in a password would only be noticed by the driver. */
function isDecodable({ username, password, pathname }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}${pathname}`);
    return true;
  } catch {
    return false;
  }
}
