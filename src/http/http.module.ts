import { Global, Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { Authentication } from './authentication.service.js';
import { CallMiddleware } from './call.middleware.js';
import { DrainService } from './drain.service.js';
import { JsonBodyMiddleware } from './json-body.middleware.js';
import { RequestRecorder } from './request-recorder.service.js';
import { RevokedRuns } from './revoked-runs.service.js';
import { RouteTable } from './route-table.service.js';

/** What every route shares at the edge. AppModule places the interceptors and the filter, edge.ts the middleware. */
@Global()
@Module({
  imports: [MetricsModule, ProvidersModule],
  providers: [
    Authentication,
    CallMiddleware,
    JsonBodyMiddleware,
    DrainService,
    RevokedRuns,
    RequestRecorder,
    RouteTable,
  ],
  exports: [Authentication, DrainService, RequestRecorder, RouteTable],
})
export class HttpModule {}
