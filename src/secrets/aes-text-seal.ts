import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ReasoningSeal, SealContext } from '../contracts/reasoning-seal.js';
import type { PurposeKey } from './secret-keys.js';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 1;
const ID_START = 1;
const IV_START = 5;
const TAG_START = 17;
const TEXT_START = 33;

/**
 * AES-256-GCM. The text is base64url of: version (1 byte), key id (4), nonce (12), tag (16), and the encrypted text.
 * The team is associated data, so another team's text does not open.
 */
export class AesTextSeal implements ReasoningSeal {
  private readonly keys: ReadonlyMap<string, PurposeKey>;
  private readonly newest: PurposeKey;

  constructor(keys: readonly [PurposeKey, ...PurposeKey[]]) {
    this.keys = new Map(keys.map((key) => [key.id, key]));
    [this.newest] = keys;
  }

  seal(text: string, { team }: SealContext): string {
    const { id, key } = this.newest;
    const head = Buffer.concat([Buffer.of(VERSION), Buffer.from(id, 'hex')]);
    const iv = randomBytes(TAG_START - IV_START);
    const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(associate(head, team));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([head, iv, cipher.getAuthTag(), body]).toString('base64url');
  }

  unseal(sealed: string, { team }: SealContext): string | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes[0] !== VERSION || bytes.length < TEXT_START) return undefined;
    const key = this.keys.get(bytes.toString('hex', ID_START, IV_START))?.key;
    return key === undefined ? undefined : open(bytes, key, team);
  }
}

function open(bytes: Buffer, key: Buffer, team: string): string | undefined {
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(IV_START, TAG_START))
    .setAAD(associate(bytes.subarray(0, IV_START), team))
    .setAuthTag(bytes.subarray(TAG_START, TEXT_START));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(TEXT_START)), decipher.final()]).toString('utf8');
  } catch {
    // Whoever sent it cannot have got it from here, or not for this team. Callers report that it was left out.
    return undefined;
  }
}

function associate(head: Buffer, team: string): Buffer {
  return Buffer.concat([head, Buffer.from(team, 'utf8')]);
}
