import { Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Settings } from '../config/settings.js';
import { GatewayLogger } from '../logging/gateway-logger.js';
import { BackgroundEvents } from './background/background-events.service.js';
import { BackgroundJobs } from './background/background-jobs.service.js';
import { BatchMappings } from './batch-mappings.service.js';
import { FileMappings } from './file-mappings.service.js';
import { InputLines } from './input-lines.service.js';
import { openStore } from './open-store.js';
import { RESPONSES_STORE_EXPORTS, RESPONSES_STORE_PROVIDERS } from './responses/responses-store.providers.js';
import { Store } from './store.service.js';

/** Nothing starts before the database is open and up to date. */
async function createStore(settings: Settings, logger: Logger): Promise<Store> {
  return new Store(await openStore(settings.databaseUrl, { limits: settings }), logger);
}

@Global()
@Module({
  providers: [
    { provide: Store, useFactory: createStore, inject: [Settings, GatewayLogger] },
    FileMappings,
    BatchMappings,
    InputLines,
    BackgroundJobs,
    BackgroundEvents,
    ...RESPONSES_STORE_PROVIDERS,
  ],
  exports: [
    Store,
    FileMappings,
    BatchMappings,
    InputLines,
    BackgroundJobs,
    BackgroundEvents,
    ...RESPONSES_STORE_EXPORTS,
  ],
})
export class StoreModule {}
