/** Names come from clients and go into a header. */
const NAMEABLE = /^[\w.[\]-]{1,64}$/;
const MOST_UNKNOWN = 10;

/** Paths of the client's fields that mean nothing here, or mean something else. */
export class Reports {
  readonly paths = new Set<string>();
  private unknown = 0;

  add(path: string): void {
    this.paths.add(path);
  }

  /** A field or a type whose name the client made up; beyond a few of them they are not listed. */
  addForeign(path: string): void {
    if (!NAMEABLE.test(path) || this.paths.has(path) || this.unknown === MOST_UNKNOWN) return;
    this.unknown += 1;
    this.paths.add(path);
  }
}
