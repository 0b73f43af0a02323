import { Global, Module } from '@nestjs/common';
import { Admission } from '../../contracts/admission.js';
import { MetricsModule } from '../../metrics/metrics.module.js';
import { EffectiveLimits } from './effective-limits.js';
import { RateLimiter } from './rate-limiter.service.js';
import { RedisLimits } from './redis-limits.service.js';
import { ReplicaLimits } from './replica-limits.service.js';

/** Attempts ask it, wherever they come from. */
@Global()
@Module({
  imports: [MetricsModule],
  providers: [EffectiveLimits, RedisLimits, ReplicaLimits, { provide: Admission, useClass: RateLimiter }],
  exports: [Admission],
})
export class LimitsModule {}
