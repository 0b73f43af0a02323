import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { FaultMiddleware } from '../faults/fault.middleware.js';
import { FaultQueue } from '../faults/fault-queue.service.js';
import { AuthenticateMiddleware } from './authenticate.middleware.js';
import { ReceiveMiddleware } from './receive.middleware.js';
import { RequestLog } from './request-log.service.js';
import { SimulatorErrorFilter } from './simulator-error.filter.js';
import { UsageAccount } from './usage-account.service.js';

/** What every request passes on its way to a door, in order. */
@Module({
  providers: [RequestLog, UsageAccount, FaultQueue, { provide: APP_FILTER, useClass: SimulatorErrorFilter }],
  exports: [RequestLog, UsageAccount, FaultQueue],
})
export class EdgeModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(ReceiveMiddleware, AuthenticateMiddleware, FaultMiddleware).forRoutes('{*path}');
  }
}
