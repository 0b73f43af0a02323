const MOST_NAMES = 100;

/** Turns the paths of request fields into few names: without the places in lists, and `other` once there are many. */
export class BoundedNames {
  private readonly names = new Map<string, string>();

  bound(path: string): string {
    const known = this.names.get(path);
    if (known !== undefined) return known;
    const name = path.replace(/\[\d+\]|\.\d+(?=\.|$)/g, '');
    if (this.names.size >= MOST_NAMES) return this.names.get(name) ?? 'other';
    this.names.set(path, name).set(name, name);
    return name;
  }
}
