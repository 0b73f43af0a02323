import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { followTraces } from './current-trace.js';
import { Tracing } from './tracing.js';

/** OpenTelemetry takes a while to load, so that nobody waits for it who does not use it. */
async function createTracing(settings: Settings): Promise<Tracing | undefined> {
  const { otelExporterOtlpEndpoint: endpoint } = settings;
  if (endpoint === undefined) return undefined;
  followTraces();
  const { openTracing } = await import('./open-telemetry.js');
  return openTracing(endpoint, settings);
}

@Global()
@Module({
  providers: [{ provide: Tracing, useFactory: createTracing, inject: [Settings] }],
  exports: [Tracing],
})
export class TracingModule implements OnApplicationShutdown {
  constructor(@Inject(Tracing) private readonly tracing: Tracing | undefined) {}

  async onApplicationShutdown(): Promise<void> {
    await this.tracing?.close();
  }
}
