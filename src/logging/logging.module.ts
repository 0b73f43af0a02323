import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings.js';
import {
  AccessLogger,
  createAccessLogger,
  createLogger,
  createLogStream,
  GatewayLogger,
  Loggers,
  LogStream,
} from './gateway-logger.js';

@Global()
@Module({
  providers: [
    { provide: LogStream, useFactory: createLogStream, inject: [Settings] },
    { provide: GatewayLogger, useFactory: createLogger, inject: [Settings, LogStream] },
    { provide: AccessLogger, useFactory: createAccessLogger, inject: [Settings, LogStream] },
    {
      provide: Loggers,
      useFactory: (...loggers: Logger[]) => loggers,
      inject: [GatewayLogger, AccessLogger],
    },
  ],
  exports: [GatewayLogger, AccessLogger, Loggers],
})
export class LoggingModule {}
