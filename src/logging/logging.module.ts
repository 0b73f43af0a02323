import { Global, Module } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import { createLogger, GatewayLogger } from './gateway-logger.js';

@Global()
@Module({
  providers: [{ provide: GatewayLogger, useFactory: createLogger, inject: [Settings] }],
  exports: [GatewayLogger],
})
export class LoggingModule {}
