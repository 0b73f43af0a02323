import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { LiveParts } from './live-parts.service.js';
import { Reload } from './reload.service.js';
import { ReloadTriggers } from './reload.triggers.js';

@Module({ imports: [ProvidersModule], providers: [LiveParts, Reload, ReloadTriggers] })
export class ReloadModule {}
