import { Global, Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module.js';
import { ChangeFeed } from './change-feed.service.js';
import { RedisLink } from './redis-link.service.js';
import { Replicas } from './replicas.service.js';

/** What replicas share beside the store. Without REDIS_URL nothing of it is loaded. */
@Global()
@Module({
  imports: [MetricsModule],
  providers: [RedisLink, Replicas, ChangeFeed],
  exports: [RedisLink, Replicas, ChangeFeed],
})
export class RedisModule {}
