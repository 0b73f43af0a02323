import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyDirectory } from '../../scripts/managed-process.mjs';

export interface SelfSignedCertificate {
  /** PEM. */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
  /** What NODE_EXTRA_CA_CERTS is set to. */
  readonly certFile: string;
}

// DER tags, X.690.
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;
const DNS_NAME = 0x82;

const ECDSA_WITH_SHA256 = '2a8648ce3d040302';
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const SUBJECT_ALT_NAME = '551d11';

/** A certificate for these hosts that is its own authority, made on the spot (RFC 5280), valid for 24 years. */
export function createSelfSignedCertificate(hosts: readonly string[] = ['localhost']): SelfSignedCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, oid(ECDSA_WITH_SHA256));
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, oid(COMMON_NAME), der(UTF8_STRING, 'localhost'))));
  const validity = der(SEQUENCE, der(UTC_TIME, '250101000000Z'), der(GENERALIZED_TIME, '20500101000000Z'));
  const extensions = der(
    SEQUENCE,
    extension(BASIC_CONSTRAINTS, der(SEQUENCE, der(BOOLEAN, [0xff]))),
    extension(SUBJECT_ALT_NAME, der(SEQUENCE, ...hosts.map((host) => der(DNS_NAME, host)))),
  );
  const body = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, [2])),
    der(INTEGER, [1]),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(EXTENSIONS, extensions),
  );
  const signature = der(BIT_STRING, [0], sign('sha256', body, privateKey));
  const cert = toPem(der(SEQUENCE, body, algorithm, signature));
  const certFile = join(createEmptyDirectory(), 'authority.pem');
  writeFileSync(certFile, cert);
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert, certFile };
}

function extension(id: string, value: Buffer): Buffer {
  return der(SEQUENCE, oid(id), der(BOOLEAN, [0xff]), der(OCTET_STRING, value));
}

function oid(hex: string): Buffer {
  return der(OBJECT_IDENTIFIER, Buffer.from(hex, 'hex'));
}

/** Tag, length and content of one value. */
function der(tag: number, ...content: readonly (Buffer | string | readonly number[])[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from([tag, ...encodeLength(bytes.length)]), bytes]);
}

function encodeLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
