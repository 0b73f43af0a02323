import { Module } from '@nestjs/common';
import { UpstreamClientFactory } from './upstream-client.factory.js';

@Module({ providers: [UpstreamClientFactory], exports: [UpstreamClientFactory] })
export class UpstreamModule {}
