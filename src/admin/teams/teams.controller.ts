import type { IncomingHttpHeaders } from 'node:http';
import { Body, Get, Headers, Param, Patch, Post, Query } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Teams } from '../../accounts/teams/teams.service.js';
import { BUILT_IN_ORGANISATION } from '../../contracts/principal.js';
import { type AccountQuery, AccountQueryPipe } from '../account-query.pipe.js';
import { AdminController } from '../admin-controller.decorator.js';
import { CurrentActor } from '../current-actor.decorator.js';
import { CurrentDecision, type Decision } from '../current-decision.decorator.js';
import { readLimits } from '../fields/convert-limits.js';
import { readIdempotencyKey } from '../request-conditions.js';
import { requireAdministrator } from '../require-administrator.js';
import { StrictBodyPipe } from '../strict-body.pipe.js';
import { type AccountList, writeList } from '../write-list.js';
import { readTeamChanges, type TeamView, writeTeam } from './convert-team.js';
import { CreateTeamDto, UpdateTeamDto } from './team.dto.js';
import {
  CreateTeamDocuments,
  ListTeamsDocuments,
  RetrieveTeamDocuments,
  UpdateTeamDocuments,
} from './teams.documents.js';

@AdminController('teams')
export class TeamsController {
  constructor(private readonly teams: Teams) {}

  @Post()
  @CreateTeamDocuments()
  async create(
    @Body(new StrictBodyPipe(CreateTeamDto)) body: CreateTeamDto,
    @CurrentActor() actor: Actor,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<TeamView> {
    requireAdministrator(actor);
    const key = readIdempotencyKey(headers);
    const { name, organisation_id: organisation, labels, limits } = body;
    const fields = {
      name,
      organisation: organisation ?? BUILT_IN_ORGANISATION,
      labels: labels ?? undefined,
      limits: readLimits(limits),
    };
    const creation = key === undefined ? undefined : { key, kind: 'team', body };
    return writeTeam(await this.teams.create(actor, fields, creation));
  }

  @Get()
  @ListTeamsDocuments()
  async list(
    @Query(new AccountQueryPipe()) query: AccountQuery,
    @CurrentActor() { principal }: Actor,
  ): Promise<AccountList<TeamView>> {
    return writeList(await this.teams.list(principal, query), writeTeam);
  }

  @Get(':id')
  @RetrieveTeamDocuments()
  async retrieve(@Param('id') id: string, @CurrentActor() { principal }: Actor): Promise<TeamView> {
    return writeTeam(await this.teams.retrieve(principal, id));
  }

  @Patch(':id')
  @UpdateTeamDocuments()
  async update(
    @CurrentDecision() decision: Decision,
    @Body(new StrictBodyPipe(UpdateTeamDto)) body: UpdateTeamDto,
    @CurrentActor() actor: Actor,
  ): Promise<TeamView> {
    // A foreign team is not there; its own a manager may see, not change.
    await this.teams.retrieve(actor.principal, decision.id);
    requireAdministrator(actor);
    return writeTeam(await this.teams.update(actor, decision, readTeamChanges(body)));
  }
}
