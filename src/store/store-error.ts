/** The store cannot be used, so the gateway does not start. One line for the operator, without secrets. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
