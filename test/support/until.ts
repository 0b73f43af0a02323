const POLL_MS = 10;
const PATIENCE_MS = 15_000;

/** Resolves with the first value of `read` that is neither undefined nor false; rejects when time is up. */
export async function until<Value>(
  read: () => Value | Promise<Value>,
  patienceMs = PATIENCE_MS,
): Promise<Exclude<Value, undefined | false>> {
  for (const deadline = Date.now() + patienceMs; ;) {
    const value = await read();
    if (value !== undefined && value !== false) return value as Exclude<Value, undefined | false>;
    if (Date.now() > deadline) throw new Error(`not so after ${patienceMs / 1000} s: ${read.toString()}`);
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

/** Resolves with the figure once it has not changed for `stillMs`. */
export async function untilStill(read: () => number, stillMs: number): Promise<number> {
  let figure = read();
  let since = Date.now();
  await until(() => {
    const now = read();
    if (now !== figure) since = Date.now();
    figure = now;
    return Date.now() - since >= stillMs;
  });
  return figure;
}
