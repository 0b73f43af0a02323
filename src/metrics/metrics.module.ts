import { Module } from '@nestjs/common';
import { Instruments } from './instruments.js';
import { ManagementServer } from './management-server.js';

@Module({ providers: [Instruments, ManagementServer], exports: [Instruments, ManagementServer] })
export class MetricsModule {}
