import { pino, type Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Settings } from '../config/settings.js';

/** Injects the one pino logger. */
export const GatewayLogger = Symbol('GatewayLogger');

/** Fields that must never be printed, in whatever object is logged. */
const SECRET_FIELDS = ['authorization', 'x-api-key', 'cookie', 'set-cookie', 'apiKeys', 'gatewayMasterKey'];
const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`]);
/** Lines are written in batches; a line waits this long at most. */
const FLUSH_MS = 250;
const BATCH_BYTES = 4096;

/** Structured logs on stdout: one JSON line each, or readable lines for a terminal. */
export function createLogger({ logLevel, logFormat }: Pick<Settings, 'logLevel' | 'logFormat'>): Logger {
  const options = { level: logLevel, redact: REDACTED_PATHS, base: null };
  if (logFormat === 'pretty') return pino(options, PinoPretty({ sync: true }));
  return pino(options, pino.destination({ sync: false, minLength: BATCH_BYTES, periodicFlush: FLUSH_MS }));
}
