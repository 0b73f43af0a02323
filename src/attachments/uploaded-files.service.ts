import { addAbortSignal, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { raceWith } from 'rxjs';
import { Settings } from '../config/settings.js';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { AttachedFile } from '../contracts/text-extractor.js';
import { unsupported } from '../dialects/files/read-text.js';
import { FileMappings } from '../store/file-mappings.service.js';
import { failOnAbort } from '../streaming/abortable.js';
import { Instances } from '../uploads/instances.service.js';

export interface UploadedFileRequest {
  readonly id: string;
  readonly call: Call;
  readonly maxBytes: number;
  /** Aborting it ends the request to the upstream. */
  readonly signal: AbortSignal;
}

/** The content of files that were uploaded through the gateway. */
@Injectable()
export class UploadedFiles {
  constructor(
    private readonly mappings: FileMappings,
    private readonly instances: Instances,
    private readonly settings: Settings,
  ) {}

  /**
   * Asks the upstream that has the file.
   * @throws GatewayError 404 where the team has no such file; 400 `unsupported_file` for one that is too large, or that the upstream
   * keeps to itself; 504 where it is too slow; 502 where it breaks off.
   */
  async read(request: UploadedFileRequest): Promise<AttachedFile> {
    const { id, maxBytes } = request;
    const mapping = await this.mappings.find(id);
    if (mapping !== undefined && mapping.bytes > maxBytes) throw tooLarge(maxBytes);
    const patience = AbortSignal.timeout(this.settings.fileInputTimeoutMs);
    const signal = AbortSignal.any([request.signal, patience]);
    try {
      const body = await this.open({ ...request, signal });
      const bytes = await readAll(addAbortSignal(signal, body), maxBytes);
      return { name: mapping?.filename ?? '', mediaType: '', bytes };
    } catch (error) {
      if (!patience.aborted) throw explain(error);
      const message = `Reading the file took longer than ${this.settings.fileInputTimeoutMs} ms; try again.`;
      throw new GatewayError('upstream_timeout', message, { cause: error });
    }
  }

  private async open({ id, call, signal }: UploadedFileRequest): Promise<Readable> {
    const owner = await this.mappings.ownerOf(id);
    if (owner === undefined) {
      // One that was uploaded elsewhere is nobody's here.
      throw new GatewayError('not_found', `There is no file ${JSON.stringify(id.slice(0, 200))}.`);
    }
    const { value } = await this.instances.open('files', { id, owner, call }, (files) =>
      files.readContent(id, {}, call).pipe(raceWith(failOnAbort(signal))),
    );
    return value.body;
  }
}

async function readAll(body: Readable, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    size += piece.length;
    // Leaving the loop destroys the body.
    if (size > maxBytes) throw tooLarge(maxBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}

function tooLarge(maxBytes: number): GatewayError {
  return unsupported(
    `The file is larger than the ${maxBytes} bytes that are left for the files of this request.`,
  );
}

/** Model Studio gives out what batches wrote, and nothing that was uploaded. */
function explain(error: unknown): unknown {
  if (!(error instanceof GatewayError)) {
    return new GatewayError('upstream_error', 'The file broke off on its way; try again.', { cause: error });
  }
  return error.kindName === 'invalid_request'
    ? unsupported('The upstream that has this file does not give out its content; send it as data.', error)
    : error;
}
