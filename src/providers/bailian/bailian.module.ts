import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { BailianStrategy } from './bailian.strategy.js';

@Module({ imports: [UpstreamModule], providers: [BailianStrategy], exports: [BailianStrategy] })
export class BailianModule {}
