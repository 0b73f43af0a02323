import { Readable } from 'node:stream';
import { Controller, Delete, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { ResponseObject } from '../contracts/responses.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import { type ItemList, writeItemList } from '../http/item-list.js';
import { ItemQueryPipe } from '../http/item-query.pipe.js';
import type { ItemQuery } from '../store/responses/item-page.js';
import { ResponseArchive } from '../store/responses/response-archive.service.js';
import { replayResponse } from '../dialects/responses/replay-response.js';
import { BackgroundDesk } from './background-desk.service.js';
import { ReplayQueryPipe, type ReplayQuery } from './replay-query.pipe.js';
import {
  CancelResponseDocuments,
  DeleteResponseDocuments,
  ListInputItemsDocuments,
  RetrieveResponseDocuments,
} from './stored-responses.documents.js';

const EVENTS = { type: 'text/event-stream; charset=utf-8' };

@ApiTags('Responses')
@Access('responses')
@Controller('v1/responses/:id')
export class StoredResponsesController {
  constructor(
    private readonly archive: ResponseArchive,
    private readonly background: BackgroundDesk,
  ) {}

  @Get()
  @RetrieveResponseDocuments()
  async retrieve(
    @Param('id') id: string,
    @Query(new ReplayQueryPipe()) { isStreamed, startingAfter }: ReplayQuery,
    @CurrentCall() { principal }: Call,
  ): Promise<ResponseObject | StreamableFile> {
    const response = await this.archive.require(id, principal);
    if (!isStreamed) return response;
    if (response.background === true) {
      return new StreamableFile(
        Readable.from(this.background.follow(id, { principal, startingAfter })),
        EVENTS,
      );
    }
    if (response.status === 'in_progress' || response.status === 'queued') {
      throw new GatewayError('invalid_request', `The response ${id} has not ended; read it without stream.`, {
        param: 'stream',
      });
    }
    return new StreamableFile(Buffer.from(replayResponse(response, startingAfter)), EVENTS);
  }

  @Delete()
  @DeleteResponseDocuments()
  async delete(@Param('id') id: string, @CurrentCall() { principal }: Call) {
    await this.archive.delete(id, principal);
    return { id, object: 'response', deleted: true };
  }

  @Post('cancel')
  @HttpCode(200)
  @CancelResponseDocuments()
  async cancel(@Param('id') id: string, @CurrentCall() { principal }: Call): Promise<ResponseObject> {
    const response = await this.archive.require(id, principal);
    if (response.background === true) return this.background.cancel(id, principal);
    throw new GatewayError(
      'invalid_request',
      'Only a response that was made with background: true can be cancelled; close the connection of this one.',
    );
  }

  @Get('input_items')
  @ListInputItemsDocuments()
  async listInputItems(
    @Param('id') id: string,
    @Query(new ItemQueryPipe()) query: ItemQuery,
    @CurrentCall() { principal }: Call,
  ): Promise<ItemList> {
    return writeItemList(await this.archive.listInput(id, query, principal));
  }
}
