import type { IncomingHttpHeaders } from 'node:http';
import { Body, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Organisations } from '../../accounts/organisations/organisations.service.js';
import { type AccountQuery, AccountQueryPipe } from '../account-query.pipe.js';
import { AdminController } from '../admin-controller.decorator.js';
import { CurrentActor } from '../current-actor.decorator.js';
import { CurrentDecision, type Decision } from '../current-decision.decorator.js';
import { readIdempotencyKey } from '../request-conditions.js';
import { requireAdministrator } from '../require-administrator.js';
import { StrictBodyPipe } from '../strict-body.pipe.js';
import { type AccountList, writeList } from '../write-list.js';
import { type OrganisationView, readTeamChanges, writeOrganisation } from './convert-team.js';
import {
  CreateOrganisationDocuments,
  ListOrganisationsDocuments,
  RetrieveOrganisationDocuments,
  UpdateOrganisationDocuments,
} from './organisations.documents.js';
import { CreateOrganisationDto, UpdateOrganisationDto } from './team.dto.js';

@AdminController('organisations')
export class OrganisationsController {
  constructor(private readonly organisations: Organisations) {}

  @Post()
  @CreateOrganisationDocuments()
  async create(
    @Body(new StrictBodyPipe(CreateOrganisationDto)) body: CreateOrganisationDto,
    @CurrentActor() actor: Actor,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<OrganisationView> {
    requireAdministrator(actor);
    const key = readIdempotencyKey(headers);
    const { name, labels } = body;
    const creation = key === undefined ? undefined : { key, kind: 'organisation', body };
    const fields = { name, labels: labels ?? undefined };
    return writeOrganisation(await this.organisations.create(actor, fields, creation));
  }

  @Get()
  @ListOrganisationsDocuments()
  async list(
    @Query(new AccountQueryPipe()) query: AccountQuery,
    @CurrentActor() actor: Actor,
  ): Promise<AccountList<OrganisationView>> {
    requireAdministrator(actor);
    return writeList(await this.organisations.list(query), writeOrganisation);
  }

  @Get(':id')
  @RetrieveOrganisationDocuments()
  async retrieve(@Param('id') id: string, @CurrentActor() actor: Actor): Promise<OrganisationView> {
    requireAdministrator(actor);
    return writeOrganisation(await this.organisations.retrieve(id));
  }

  @Patch(':id')
  @UpdateOrganisationDocuments()
  async update(
    @CurrentDecision() decision: Decision,
    @Body(new StrictBodyPipe(UpdateOrganisationDto)) body: UpdateOrganisationDto,
    @CurrentActor() actor: Actor,
  ): Promise<OrganisationView> {
    requireAdministrator(actor);
    return writeOrganisation(await this.organisations.update(actor, decision, readTeamChanges(body)));
  }
}
