import { createHmac } from 'node:crypto';
import type { PurposeKey } from '../../secrets/secret-keys.js';

/** How secrets of keys are kept: a digest that says nothing without the gateway's own secret. */
export class KeyDigests {
  /** @param keys The newest first. */
  constructor(private readonly keys: readonly [PurposeKey, ...PurposeKey[]]) {}

  /** What a new secret is kept as. */
  create(secret: string): string {
    return digest(secret, this.keys[0]);
  }

  /** All that a secret may be kept as, since each was made with the secret that was the newest then. */
  createAll(secret: string): readonly string[] {
    return this.keys.map((key) => digest(secret, key));
  }
}

function digest(secret: string, { key }: PurposeKey): string {
  return createHmac('sha256', key).update(secret).digest('base64url');
}
