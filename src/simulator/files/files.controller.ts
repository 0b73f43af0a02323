import { createReadStream } from 'node:fs';
import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendJson } from '../answer/send-json.js';
import { sendPieces } from '../answer/send-pieces.js';
import { BASE_PATHS } from '../edge/door.js';
import type { SimulatorRequest } from '../edge/exchange.js';
import { writeAnswerHeaders } from '../edge/response-headers.js';
import { createParameterError } from '../edge/simulator-error.js';
import { RESULT_PURPOSE } from './file-purposes.js';
import { FileStore } from './file-store.service.js';
import { FilesService } from './files.service.js';
import { renderFile } from './stored-file.js';

const CHUNK_BYTES = 256 * 1024;

@Controller(BASE_PATHS.map((base) => `${base}/files`))
export class FilesController {
  constructor(
    private readonly files: FilesService,
    private readonly store: FileStore,
  ) {}

  @Post()
  @HttpCode(200)
  async upload(@Req() request: SimulatorRequest, @Res() response: Response): Promise<void> {
    const body = await this.files.upload(request);
    await sendJson(request.exchange, response, { body });
  }

  @Get()
  list(@Req() { exchange, query }: SimulatorRequest, @Res() response: Response): Promise<void> {
    return sendJson(exchange, response, { body: this.files.list(exchange.account, query) });
  }

  @Get(':id')
  read(
    @Req() { exchange }: SimulatorRequest,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    return sendJson(exchange, response, { body: renderFile(this.store.require(exchange.account, id)) });
  }

  @Delete(':id')
  async remove(
    @Req() { exchange }: SimulatorRequest,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    await this.store.remove(this.store.require(exchange.account, id));
    await sendJson(exchange, response, { body: { id, object: 'file', deleted: true } });
  }

  /** Neither a type nor a length, as recorded. */
  @Get(':id/content')
  async readContent(
    @Req() { exchange }: SimulatorRequest,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    const file = this.store.require(exchange.account, id);
    if (file.purpose !== RESULT_PURPOSE) {
      throw createParameterError(`Files with purpose '${file.purpose}' cannot be downloaded.`);
    }
    writeAnswerHeaders(response, exchange, {});
    await sendPieces(exchange, response, createReadStream(file.path, { highWaterMark: CHUNK_BYTES }));
  }
}
