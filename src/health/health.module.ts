import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { HealthMetrics } from './health-metrics.service.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.service.js';
import { SharedState } from './shared-state.service.js';

@Module({
  imports: [ProvidersModule, MetricsModule],
  controllers: [HealthController],
  providers: [Readiness, HealthMetrics, SharedState],
})
export class HealthModule {}
