import { Module } from '@nestjs/common';
import { ProvidersModule } from '../providers/providers.module.js';
import { KeysController } from './keys/keys.controller.js';
import { LimitsController } from './operations/limits.controller.js';
import { OperationsController } from './operations/operations.controller.js';
import { Operations } from './operations/operations.service.js';
import { OrganisationsController } from './teams/organisations.controller.js';
import { TeamsController } from './teams/teams.controller.js';

@Module({
  imports: [ProvidersModule],
  controllers: [
    OrganisationsController,
    TeamsController,
    KeysController,
    LimitsController,
    OperationsController,
  ],
  providers: [Operations],
})
export class AdminModule {}
