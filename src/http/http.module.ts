import { Global, Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { DrainService } from './drain.service.js';
import { RequestRecorder } from './request-recorder.service.js';
import { RouteTable } from './route-table.service.js';

/** What every route shares at the edge. The middlewares, interceptors and the filter are placed by AppModule. */
@Global()
@Module({
  imports: [MetricsModule, ProvidersModule],
  providers: [DrainService, RequestRecorder, RouteTable],
  exports: [DrainService, RequestRecorder, RouteTable],
})
export class HttpModule {}
