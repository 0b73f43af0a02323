import type { ErrorKindName } from '../../contracts/error-kinds.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import type { ErrorAnswer } from './error-answer.js';

/** One line of a provider's table of errors. The first line that fits decides. */
export interface ErrorRule {
  readonly status?: number | 'server';
  /** Matched against the upstream's `code` and `type`. */
  readonly code?: RegExp;
  /** Matched against the upstream's message. */
  readonly message?: RegExp;
  readonly kind: ErrorKindName;
  /** What the client is told instead of the upstream's own words. */
  readonly say?: string;
  /** What to do, after the upstream's own words, or after ours. The address of a page that the upstream names stays. */
  readonly advise?: string;
}

/** The parts of an upstream's error, whichever shape it came in. */
interface UpstreamErrorFields {
  readonly code: string;
  readonly type: string;
  readonly message: string;
  readonly param?: string;
  readonly requestId?: string;
}

/** What Model Studio's inference stage puts before its messages: `<400> InternalError.Algo.InvalidParameter: `. */
const STAGE_PREFIX = /^<\d{3}>\s*InternalError[^:]*:\s*/;
const PAGE = /https:\/\/\S+/;

/** Applies a provider's table to an error answer. */
export function classifyError(
  answer: ErrorAnswer,
  rules: readonly ErrorRule[],
  provider: string,
): GatewayError {
  const fields = readFields(answer.body);
  const rule = rules.find((candidate) => fits(candidate, answer.status, fields));
  const kind = rule?.kind ?? 'upstream_error';
  const message = write(rule, fields.message);
  return new GatewayError(kind, message === '' ? describeStatus(answer.status, provider) : message, {
    param: fields.param ?? (kind === 'model_not_found' ? 'model' : undefined),
    upstreamRequestId: answer.requestId ?? fields.requestId,
    cause: `upstream status ${answer.status}, code ${fields.code}`,
  });
}

function describeStatus(status: number, provider: string): string {
  return `The upstream ${provider} answered with status ${status}${status >= 500 ? '; try again' : ''}.`;
}

function write(rule: ErrorRule | undefined, theirs: string): string {
  const { say, advise } = rule ?? {};
  if (advise === undefined || theirs === '') return say ?? theirs;
  if (say === undefined) return `${theirs.replace(/(?<![.!?。])$/, '.')} ${advise}`;
  const page = PAGE.exec(theirs)?.[0];
  return page === undefined ? `${say} ${advise}` : `${say} ${advise} See ${page}`;
}

function fits(rule: ErrorRule, status: number, fields: UpstreamErrorFields): boolean {
  if (rule.status === 'server' ? status < 500 : rule.status !== undefined && rule.status !== status) {
    return false;
  }
  if (rule.code !== undefined && !rule.code.test(fields.code) && !rule.code.test(fields.type)) return false;
  return rule.message?.test(fields.message) ?? true;
}

/** Reads both shapes: `{error: {message, type, param, code}, request_id}` and the native `{code, message, request_id}`. */
function readFields(body: unknown): UpstreamErrorFields {
  const outer = asRecord(body);
  const inner = typeof outer.error === 'string' ? { message: outer.error } : asRecord(outer.error ?? outer);
  return {
    code: asText(inner.code),
    type: asText(inner.type),
    message: asText(inner.message).replace(STAGE_PREFIX, ''),
    param: asText(inner.param) || undefined,
    requestId: asText(outer.request_id) || undefined,
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
