import {
  type Attributes,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { Attempt, AttemptSettled } from '../contracts/attempt.js';
import type { RequestTrace, TracedEnding } from '../contracts/request-trace.js';
import { ATTRIBUTES } from './attribute-names.js';
import { writeTraceParent } from './trace-parent.js';

/** The spans of one request: its own, below it one for each attempt and each piece of work that is followed. */
export class OpenTelemetryTrace implements RequestTrace {
  private readonly attempts = new Map<Attempt, Span>();
  private newest: Span;

  constructor(
    private readonly tracer: Tracer,
    private readonly root: Span,
    private readonly state: string | undefined,
  ) {
    this.newest = root;
  }

  get traceId(): string {
    return this.root.spanContext().traceId;
  }

  attemptStarted(attempt: Attempt): void {
    const { provider, model, startedAt } = attempt;
    const attributes: Attributes = {
      [ATTRIBUTES.instance]: provider,
      [ATTRIBUTES.provider]: 'alibaba_cloud',
      [ATTRIBUTES.requestModel]: model,
    };
    const options = { kind: SpanKind.CLIENT, startTime: startedAt, attributes };
    const span = this.tracer.startSpan(`attempt ${model}`, options, this.below());
    this.attempts.set(attempt, span);
    this.newest = span;
  }

  attemptSettled(attempt: Attempt, settled: AttemptSettled): void {
    const span = this.attempts.get(attempt);
    if (span === undefined) return;
    this.attempts.delete(attempt);
    const { usage, firstValueAt, startedAt, errorCode } = settled;
    setKnown(span, {
      [ATTRIBUTES.outcome]: settled.outcome,
      [ATTRIBUTES.upstreamRequestId]: settled.upstreamRequestId,
      [ATTRIBUTES.inputTokens]: usage?.prompt_tokens,
      [ATTRIBUTES.outputTokens]: usage?.completion_tokens,
      [ATTRIBUTES.cachedTokens]: usage?.prompt_tokens_details?.cached_tokens,
      [ATTRIBUTES.timeToFirstChunk]:
        settled.isStream && firstValueAt !== undefined ? (firstValueAt - startedAt) / 1000 : undefined,
      [ATTRIBUTES.errorType]: errorCode,
    });
    if (errorCode !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(startedAt + settled.durationMs);
  }

  async follow<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const span = this.tracer.startSpan(name, { kind: SpanKind.CLIENT }, this.below());
    try {
      return await work();
    } catch (error) {
      // What went wrong may quote what was stored; its kind does not.
      setKnown(span, { [ATTRIBUTES.errorType]: error instanceof Error ? error.name : 'unknown' });
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  outgoingHeaders(): Readonly<Record<string, string>> {
    const traceparent = writeTraceParent(this.newest.spanContext());
    return this.state === undefined ? { traceparent } : { traceparent, tracestate: this.state };
  }

  end({ route, status, errorCode, requestId, team, key }: TracedEnding): void {
    setKnown(this.root, {
      [ATTRIBUTES.route]: route,
      [ATTRIBUTES.status]: status,
      [ATTRIBUTES.errorType]: errorCode ?? (status >= 500 ? String(status) : undefined),
      [ATTRIBUTES.requestId]: requestId,
      [ATTRIBUTES.team]: team,
      [ATTRIBUTES.key]: key,
    });
    if (status >= 500) this.root.setStatus({ code: SpanStatusCode.ERROR });
    this.root.updateName(`request ${route}`);
    this.root.end();
  }

  private below() {
    return trace.setSpan(ROOT_CONTEXT, this.root);
  }
}

function setKnown(span: Span, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) span.setAttribute(name, value);
  }
}
