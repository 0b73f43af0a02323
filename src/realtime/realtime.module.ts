import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { RealtimeAdmission } from './realtime.admission.js';
import { RealtimeController } from './realtime.controller.js';
import { RealtimeEntrance } from './realtime.entrance.js';
import { RealtimeService } from './realtime.service.js';

@Module({
  imports: [ProvidersModule],
  controllers: [RealtimeController],
  providers: [RealtimeEntrance, RealtimeAdmission, RealtimeService],
})
export class RealtimeModule {}
