import { randomUUID } from 'node:crypto';

/** The id of a tool call for which the upstream has none, in the form of OpenAI's. */
export function mintCallId(): string {
  return `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
