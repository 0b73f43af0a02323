import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { RerankController } from './rerank.controller.js';
import { RerankService } from './rerank.service.js';

@Module({ imports: [ProvidersModule], controllers: [RerankController], providers: [RerankService] })
export class RerankModule {}
