import { createHash } from 'node:crypto';
import type { SimulatorRequest } from '../edge/exchange.js';

export interface BodyDigest {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Reads the body to its end without keeping it; the record has this digest in its place. */
export async function digestBody(request: SimulatorRequest): Promise<BodyDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const digest = { bytes, sha256: hash.digest('hex') };
  request.exchange.body = digest;
  return digest;
}
