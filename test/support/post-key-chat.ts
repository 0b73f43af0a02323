import type { ManagedGateway } from './managed-gateway.js';

/** One chat with a key of the gateway. */
export function postChat(
  { origin }: Pick<ManagedGateway, 'origin'>,
  secret: string,
  model: string,
): Promise<Response> {
  return fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
  });
}
