/**
 * Keeps what was used lately, at most `capacity` entries. Two halves: what is asked for moves to the young one; when that is
 * full it becomes the old one, and what nobody asked for meanwhile is forgotten. A hit in the young half changes nothing.
 */
export class RecentEntries<Value> {
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();

  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.young.size + this.old.size;
  }

  get(key: string): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older !== undefined) {
      this.old.delete(key);
      this.set(key, older);
    }
    return older;
  }

  set(key: string, value: Value): void {
    this.young.set(key, value);
    if (this.young.size <= this.capacity / 2) return;
    this.old = this.young;
    this.young = new Map();
  }

  deleteWhere(isGone: (value: Value) => boolean): void {
    for (const half of [this.young, this.old]) {
      for (const [key, value] of half) if (isGone(value)) half.delete(key);
    }
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }
}
