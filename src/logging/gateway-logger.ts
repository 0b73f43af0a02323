import { type DestinationStream, type Logger, pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Settings } from '../config/settings.js';

/** Injects the one pino logger. */
export const GatewayLogger = Symbol('GatewayLogger');
/** Injects the logger of access lines, whose fields are all named in one place. */
export const AccessLogger = Symbol('AccessLogger');
/** Injects both, for what they have in common. */
export const Loggers = Symbol('Loggers');
/** Injects where both write to. */
export const LogStream = Symbol('LogStream');

type LogSettings = Pick<Settings, 'logLevel' | 'logFormat'>;

/** Fields that must never be printed, in whatever object is logged. */
const SECRET_FIELDS = [
  'authorization',
  'x-api-key',
  'cookie',
  'set-cookie',
  'apiKeys',
  'gatewayMasterKey',
  'databaseUrl',
  'otelExporterOtlpHeaders',
  'redisUrl',
];
const REDACTED_PATHS = SECRET_FIELDS.flatMap((field) => [`["${field}"]`, `*["${field}"]`]);
/** Lines are written in batches; a line waits this long at most. pino wants less than 16 KiB. */
const FLUSH_MS = 250;
const BATCH_BYTES = 12 * 1024;

/** Structured logs on stdout: one JSON line each, or readable lines for a terminal. */
export function createLogStream({ logFormat }: LogSettings): DestinationStream {
  if (logFormat === 'pretty') return PinoPretty({ sync: true });
  return pino.destination({ sync: false, minLength: BATCH_BYTES, periodicFlush: FLUSH_MS });
}

export function createLogger({ logLevel }: LogSettings, stream: DestinationStream): Logger {
  return pino({ level: logLevel, redact: REDACTED_PATHS, base: null }, stream);
}

/** Looking for secrets costs more than the rest of a line, so this one does not: it is given none. */
export function createAccessLogger({ logLevel }: LogSettings, stream: DestinationStream): Logger {
  return pino({ level: logLevel, base: null }, stream);
}
