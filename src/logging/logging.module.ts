import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import {
  AccessLogger,
  createAccessLogger,
  createLogger,
  createLogStream,
  GatewayLogger,
  LogStream,
} from './gateway-logger.js';

@Global()
@Module({
  providers: [
    { provide: LogStream, useFactory: createLogStream, inject: [Settings] },
    { provide: GatewayLogger, useFactory: createLogger, inject: [Settings, LogStream] },
    { provide: AccessLogger, useFactory: createAccessLogger, inject: [Settings, LogStream] },
  ],
  exports: [GatewayLogger, AccessLogger],
})
export class LoggingModule {}
