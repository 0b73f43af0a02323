import type { IncomingHttpHeaders } from 'node:http';
import {
  Body,
  DefaultValuePipe,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import type { Actor } from '../../accounts/actor.js';
import { Keys } from '../../accounts/keys/keys.service.js';
import { type AccountQuery, AccountQueryPipe } from '../account-query.pipe.js';
import { AdminController } from '../admin-controller.decorator.js';
import { CurrentActor } from '../current-actor.decorator.js';
import { CurrentDecision, type Decision } from '../current-decision.decorator.js';
import { readIdempotencyKey } from '../request-conditions.js';
import { StrictBodyPipe } from '../strict-body.pipe.js';
import { type AccountList, writeList } from '../write-list.js';
import { type KeyView, readKey, readKeyChanges, writeKey } from './convert-key.js';
import { CreateKeyDto, RotateKeyDto, UpdateKeyDto } from './key.dto.js';
import {
  CreateKeyDocuments,
  ListKeysDocuments,
  RetrieveKeyDocuments,
  RevokeKeyDocuments,
  RotateKeyDocuments,
  UpdateKeyDocuments,
} from './keys.documents.js';

@AdminController('keys')
export class KeysController {
  constructor(private readonly keys: Keys) {}

  @Post()
  @CreateKeyDocuments()
  async create(
    @Body(new StrictBodyPipe(CreateKeyDto)) body: CreateKeyDto,
    @CurrentActor() actor: Actor,
    @Headers() headers: IncomingHttpHeaders,
  ): Promise<KeyView & { readonly secret: string }> {
    const idempotencyKey = readIdempotencyKey(headers);
    const creation = idempotencyKey === undefined ? undefined : { key: idempotencyKey, kind: 'key', body };
    const { key, secret } = await this.keys.create(actor, readKey(body), creation);
    return { ...writeKey(key), secret };
  }

  @Get()
  @ListKeysDocuments()
  async list(
    @Query(new AccountQueryPipe(['team_id'])) query: AccountQuery,
    @CurrentActor() { principal }: Actor,
  ): Promise<AccountList<KeyView>> {
    return writeList(await this.keys.list(principal, query, query.team), writeKey);
  }

  @Get(':id')
  @RetrieveKeyDocuments()
  async retrieve(@Param('id') id: string, @CurrentActor() { principal }: Actor): Promise<KeyView> {
    return writeKey(await this.keys.retrieve(principal, id));
  }

  @Patch(':id')
  @UpdateKeyDocuments()
  async update(
    @CurrentDecision() decision: Decision,
    @Body(new StrictBodyPipe(UpdateKeyDto)) body: UpdateKeyDto,
    @CurrentActor() actor: Actor,
  ): Promise<KeyView> {
    return writeKey(await this.keys.update(actor, decision, readKeyChanges(body)));
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @RotateKeyDocuments()
  async rotate(
    @CurrentDecision() decision: Decision,
    @Body(new DefaultValuePipe({}), new StrictBodyPipe(RotateKeyDto)) body: RotateKeyDto,
    @CurrentActor() actor: Actor,
  ): Promise<KeyView & { readonly secret: string }> {
    const overlapMs = (body.overlap_seconds ?? 0) * 1_000;
    const { key, secret } = await this.keys.rotate(actor, decision, overlapMs);
    return { ...writeKey(key), secret };
  }

  @Delete(':id')
  @RevokeKeyDocuments()
  async revoke(@CurrentDecision() decision: Decision, @CurrentActor() actor: Actor) {
    await this.keys.revoke(actor, decision);
    return { id: decision.id, object: 'key.deleted', deleted: true };
  }
}
