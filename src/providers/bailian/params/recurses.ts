type Schema = Readonly<Record<string, unknown>>;

/** Whether a JSON schema comes back to itself by `$ref`s within it, so that what it describes has no end. */
export function recurses(schema: unknown): boolean {
  return new Walk(schema).finds(schema);
}

class Walk {
  private readonly done = new Set<unknown>();
  private readonly open = new Set<unknown>();

  constructor(private readonly root: unknown) {}

  finds(node: unknown): boolean {
    if (typeof node !== 'object' || node === null || this.done.has(node)) return false;
    if (this.open.has(node)) return true;
    this.open.add(node);
    const inner = Array.isArray(node) ? (node as readonly unknown[]) : this.listInner(node as Schema);
    const found = inner.some((value) => this.finds(value));
    this.open.delete(node);
    this.done.add(node);
    return found;
  }

  /** Definitions count only where something leads to them. */
  private listInner({ $defs: _defs, definitions: _definitions, $ref: ref, ...rest }: Schema): unknown[] {
    return typeof ref === 'string' ? [...Object.values(rest), this.resolve(ref)] : Object.values(rest);
  }

  private resolve(ref: string): unknown {
    if (!ref.startsWith('#')) return undefined;
    return ref
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>(
        (node, step) => (typeof node === 'object' && node !== null ? (node as Schema)[step] : undefined),
        this.root,
      );
  }
}
