import { type Attributes, ROOT_CONTEXT, SpanKind, trace, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { Settings } from '../config/settings.js';
import { ATTRIBUTES } from './attribute-names.js';
import { OpenTelemetryTrace } from './open-telemetry-trace.js';
import { parseTraceParent } from './trace-parent.js';
import type { Tracing } from './tracing.js';

/** A collector that is slow or gone costs this much memory and no request anything: what does not fit is dropped. */
const QUEUE = {
  maxQueueSize: 2048,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 2_000,
  exportTimeoutMillis: 5_000,
};
const CLOSE_MS = 2_000;
const LONGEST_STATE = 512;

type TraceSettings = Pick<
  Settings,
  'otelExporterOtlpEndpoint' | 'otelExporterOtlpHeaders' | 'otelServiceName' | 'otelTracesSamplerArg'
>;

/** Tracing over OTLP. The one file, with the trace itself, that knows OpenTelemetry; loaded when it is switched on. */
export function openTracing(endpoint: string, settings: TraceSettings): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: parseHeaders(settings.otelExporterOtlpHeaders ?? []),
    timeoutMillis: QUEUE.exportTimeoutMillis,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': settings.otelServiceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(settings.otelTracesSamplerArg) }),
    spanProcessors: [new BatchSpanProcessor(exporter, QUEUE)],
  });
  const tracer = provider.getTracer('bailian-gateway');
  return {
    begin: (method, headers) => beginTrace(tracer, method, headers),
    close: () => Promise.race([provider.shutdown().catch(() => undefined), wait(CLOSE_MS)]),
  };
}

function beginTrace(
  tracer: Tracer,
  method: string,
  headers: Parameters<Tracing['begin']>[1],
): OpenTelemetryTrace {
  const sender = parseTraceParent(headers.traceparent);
  const parent =
    sender === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...sender, isRemote: true });
  const attributes: Attributes = { [ATTRIBUTES.method]: method };
  const span = tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
  const { tracestate } = headers;
  const isCarried =
    sender !== undefined && typeof tracestate === 'string' && tracestate.length <= LONGEST_STATE;
  return new OpenTelemetryTrace(tracer, span, isCarried ? tracestate : undefined);
}

/** `name=value` pairs, percent-encoded, as OpenTelemetry's own variable has them. */
function parseHeaders(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim(), decodeURIComponent(value.join('=').trim())];
    }),
  );
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
