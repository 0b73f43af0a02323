import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { PassthroughController } from './passthrough.controller.js';
import { PassthroughService } from './passthrough.service.js';

@Module({
  imports: [ProvidersModule],
  controllers: [PassthroughController],
  providers: [PassthroughService],
})
export class PassthroughModule {}
