import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Scanners for leaked secrets recognise keys by it. */
export const KEY_PREFIX = 'gwk_';

const SECRET_BYTES = 32;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Enough digits for 256 bits, and for 32. */
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const FORM = new RegExp(`^${KEY_PREFIX}([0-9A-Za-z]{${SECRET_LENGTH}})([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`);

/** `gwk_`, 256 random bits, and a checksum: letters and digits only, so that a double click selects all of it. */
export function createKeySecret(): string {
  const body = toDigits(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_LENGTH);
  return `${KEY_PREFIX}${body}${checksumOf(body)}`;
}

/** Whether a text can be a key: one that was cut or mistyped cannot, which needs no look into the store. */
export function isKeySecret(text: string): boolean {
  const [, body = '', checksum] = FORM.exec(text) ?? [];
  return checksum === checksumOf(body);
}

/** The last characters, by which a person tells keys apart. */
export function hintOf(secret: string): string {
  return secret.slice(-4);
}

function checksumOf(body: string): string {
  return toDigits(BigInt(crc32(`${KEY_PREFIX}${body}`)), CHECKSUM_LENGTH);
}

function toDigits(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  while (text.length < length) {
    text = (DIGITS[Number(rest % 62n)] ?? '') + text;
    rest /= 62n;
  }
  return text;
}
