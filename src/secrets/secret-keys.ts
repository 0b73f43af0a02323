import { hkdfSync } from 'node:crypto';

const KEY_BYTES = 32;
const ID_BYTES = 4;

/** A key for one purpose, and the id by which what it sealed is recognised. */
export interface PurposeKey {
  /** 8 hexadecimal digits; says nothing of the secret. */
  readonly id: string;
  readonly key: Buffer;
}

/** The operator's secrets, newest first, of which each purpose has keys of its own. */
export class SecretKeys {
  /** @param secrets At least one. */
  constructor(private readonly secrets: readonly [string, ...string[]]) {}

  /** The key that seals comes first, then the older ones that open. */
  derive(purpose: string): readonly [PurposeKey, ...PurposeKey[]] {
    const [newest, ...older] = this.secrets;
    return [deriveKey(newest, purpose), ...older.map((secret) => deriveKey(secret, purpose))];
  }
}

function deriveKey(secret: string, purpose: string): PurposeKey {
  const derive = (info: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, 'bailian-gateway', info, length));
  return { id: derive(`${purpose}:id`, ID_BYTES).toString('hex'), key: derive(`${purpose}:key`, KEY_BYTES) };
}
