import { Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { Call } from '../contracts/call.js';
import type { DeletedFile, FileObject } from '../contracts/files.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import type { GatewayRequest } from '../http/gateway-request.js';
import type { RawAnswer } from '../http/raw-answer.js';
import type { ObjectList } from '../uploads/object-lists.service.js';
import { ProviderQuery } from '../uploads/provider-query.decorator.js';
import { FileUploads } from './file-uploads.service.js';
import {
  ContentDocuments,
  DeleteDocuments,
  ListDocuments,
  RetrieveDocuments,
  UploadDocuments,
} from './files.documents.js';
import { FilesService } from './files.service.js';
import type { ListedFile } from './listed-file.js';

@Access('files')
@Controller('v1/files')
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly uploads: FileUploads,
  ) {}

  @Post()
  @HttpCode(200)
  @UploadDocuments()
  upload(@Req() request: GatewayRequest, @ProviderQuery() provider: string | undefined): Promise<ListedFile> {
    return this.uploads.create({ request, provider, call: request.call });
  }

  @Get()
  @ListDocuments()
  list(@Query() query: Record<string, unknown>, @CurrentCall() call: Call): Promise<ObjectList<FileObject>> {
    return this.files.list(query, call);
  }

  @Get(':id')
  @RetrieveDocuments()
  retrieve(
    @Param('id') id: string,
    @ProviderQuery() provider: string | undefined,
    @CurrentCall() call: Call,
  ): Promise<ListedFile> {
    return this.files.retrieve({ id, provider, call });
  }

  @Delete(':id')
  @DeleteDocuments()
  delete(
    @Param('id') id: string,
    @ProviderQuery() provider: string | undefined,
    @CurrentCall() call: Call,
  ): Promise<DeletedFile> {
    return this.files.delete({ id, provider, call });
  }

  @Get(':id/content')
  @ContentDocuments()
  readContent(
    @Param('id') id: string,
    @ProviderQuery() provider: string | undefined,
    @Req() { call, headers }: GatewayRequest,
  ): Promise<RawAnswer> {
    return this.files.readContent({ id, provider, call }, headers);
  }
}
