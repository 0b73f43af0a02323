import { randomUUID } from 'node:crypto';

const ACCEPTED = /^[A-Za-z0-9._-]{1,128}$/;

/** The client's id where it is harmless in logs and headers, else a new one. */
export function chooseRequestId(clientId: string | string[] | undefined): string {
  return typeof clientId === 'string' && ACCEPTED.test(clientId) ? clientId : randomUUID();
}
