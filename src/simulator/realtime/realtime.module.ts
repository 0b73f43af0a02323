import { Module } from '@nestjs/common';
import { EdgeModule } from '../edge/edge.module.js';
import { RealtimeDoor } from './realtime-door.service.js';

@Module({ imports: [EdgeModule], providers: [RealtimeDoor] })
export class RealtimeModule {}
