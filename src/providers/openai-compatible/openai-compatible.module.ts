import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { OpenaiCompatibleStrategy } from './openai-compatible.strategy.js';

@Module({
  imports: [UpstreamModule],
  providers: [OpenaiCompatibleStrategy],
  exports: [OpenaiCompatibleStrategy],
})
export class OpenaiCompatibleModule {}
