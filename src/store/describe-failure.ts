/** What an error of a driver says, on one line. Drivers name neither statements nor their values in it, nor passwords. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  // Several addresses that all failed have a code, and no message.
  const { message, code } = error as Error & { readonly code?: unknown };
  return (message === '' ? String(code) : message).replaceAll(/\s+/g, ' ');
}
