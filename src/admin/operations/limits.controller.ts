import { Body, Delete, Get, Param, Put } from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import {
  LIMIT_SCOPES,
  type LimitScope,
  LimitsAdmin,
  type SharedLimit,
} from '../../accounts/limits-admin.service.js';
import { Teams } from '../../accounts/teams/teams.service.js';
import { GatewayError } from '../../contracts/gateway-error.js';
import { AdminController } from '../admin-controller.decorator.js';
import { CurrentActor } from '../current-actor.decorator.js';
import { readLimits, writeLimits } from '../fields/convert-limits.js';
import { requireAdministrator } from '../require-administrator.js';
import { StrictBodyPipe } from '../strict-body.pipe.js';
import { LimitsDto } from '../teams/team.dto.js';
import { DeleteLimitsDocuments, ListLimitsDocuments, ReplaceLimitsDocuments } from './limits.documents.js';

@AdminController('limits')
export class LimitsController {
  constructor(
    private readonly limits: LimitsAdmin,
    private readonly teams: Teams,
  ) {}

  /** A manager has those of its team; keys have theirs with them. */
  @Get()
  @ListLimitsDocuments()
  async list(@CurrentActor() { principal }: Actor) {
    const { role, team } = principal;
    if (role === 'administrator') {
      return { data: (await this.limits.list()).map(write), has_more: false, next_cursor: null };
    }
    const { limits } = await this.teams.retrieve(principal, team);
    const data = limits === undefined ? [] : [{ scope: 'team', name: team, limits: writeLimits(limits) }];
    return { data, has_more: false, next_cursor: null };
  }

  /** Names of models may have slashes. */
  @Put(':scope/*name')
  @ReplaceLimitsDocuments()
  async replace(
    @Param() { scope, name }: LimitPath,
    @Body(new StrictBodyPipe(LimitsDto)) { limits }: LimitsDto,
    @CurrentActor() actor: Actor,
  ) {
    requireAdministrator(actor);
    const target = { scope: requireScope(scope), name: joinName(name), limits: readLimits(limits) ?? {} };
    return write(await this.limits.replace(actor, target));
  }

  @Delete(':scope/*name')
  @DeleteLimitsDocuments()
  async delete(@Param() { scope, name }: LimitPath, @CurrentActor() actor: Actor) {
    requireAdministrator(actor);
    const target = { scope: requireScope(scope), name: joinName(name) };
    await this.limits.delete(actor, target);
    return { ...target, object: 'limits.deleted', deleted: true };
  }
}

interface LimitPath {
  readonly scope: string;
  readonly name: string | readonly string[];
}

function write({ scope, name, limits, version }: SharedLimit) {
  return { object: 'limits', scope, name, limits: writeLimits(limits), version };
}

function joinName(name: LimitPath['name']): string {
  return typeof name === 'string' ? name : name.join('/');
}

/** @throws GatewayError not_found. */
function requireScope(scope: string): LimitScope {
  const found = LIMIT_SCOPES.find((known) => known === scope);
  if (found !== undefined) return found;
  throw new GatewayError('not_found', `Limits here are of ${LIMIT_SCOPES.join(' or ')}.`);
}
