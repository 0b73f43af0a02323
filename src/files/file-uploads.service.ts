import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Call } from '../contracts/call.js';
import type { FormField } from '../contracts/files.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { BatchInputs } from '../uploads/batch-inputs.service.js';
import { Spool } from '../uploads/spool.service.js';
import type { SpooledFile } from '../uploads/spooled-file.js';
import { Uploads } from '../uploads/uploads.service.js';
import { MAX_FILE_BYTES, openBounded, tooLarge } from './bounded-content.js';
import type { ListedFile } from './listed-file.js';
import { openUploadForm, type UploadForm } from './upload-form.js';

export interface UploadRequest {
  readonly request: IncomingMessage;
  /** Of the query. */
  readonly provider: string | undefined;
  readonly call: Call;
}

/** What a form has beside its file and what the gateway reads. */
const OWN_FIELDS = new Set(['purpose', 'provider']);
const BATCH = 'batch';
/** A form is longer than its file. */
const MAX_FORM_BYTES = MAX_FILE_BYTES + 1024 * 1024;

/** Takes files from clients: through to the upstream where their purpose is known first, else by way of the disk. */
@Injectable()
export class FileUploads {
  constructor(
    private readonly registry: ProviderRegistry,
    private readonly spool: Spool,
    private readonly inputs: BatchInputs,
    private readonly uploads: Uploads,
  ) {}

  async create(upload: UploadRequest): Promise<ListedFile> {
    if (Number(upload.request.headers['content-length']) > MAX_FORM_BYTES) throw tooLarge();
    const form = openUploadForm(upload.request);
    try {
      const { fields } = await form.file;
      const purpose = readField(fields, 'purpose');
      if (purpose === undefined || purpose === BATCH) return await this.sendSpooled(form, upload);
      return await this.sendThrough(form, upload);
    } finally {
      form.close();
    }
  }

  private async sendThrough(form: UploadForm, upload: UploadRequest): Promise<ListedFile> {
    const { filename, contentType, content, fields: early } = await form.file;
    const { provider, purpose } = this.chooseProvider(early, upload);
    const file = await this.uploads.send(
      provider,
      {
        ...{ purpose, filename, contentType, fields: otherFields(early) },
        content: await openBounded(content),
        readLateFields: async () => {
          await form.end;
          const late = form.fields.slice(early.length);
          refuseLateFields(late);
          return otherFields(late);
        },
      },
      upload,
    );
    return { ...file, provider };
  }

  private async sendSpooled(form: UploadForm, upload: UploadRequest): Promise<ListedFile> {
    const { content } = await form.file;
    const spooled = await this.spool.create();
    try {
      for await (const piece of (await openBounded(content)) as AsyncIterable<Buffer>) {
        await spooled.append([piece]);
      }
      await form.end;
      if (readField(form.fields, 'purpose') === BATCH) {
        return await this.sendBatchInput(form, spooled, upload);
      }
      return await this.sendWhole(form, spooled, { ...upload, ...this.chooseProvider(form.fields, upload) });
    } finally {
      await spooled.close();
    }
  }

  private async sendBatchInput(
    form: UploadForm,
    source: SpooledFile,
    upload: UploadRequest,
  ): Promise<ListedFile> {
    const input = await this.inputs.prepare(source, {
      provider: upload.provider ?? readField(form.fields, 'provider'),
      call: upload.call,
      nameLine: (number) => `line ${number}`,
      param: 'file',
    });
    try {
      if (input.hasRenamedCap) upload.call.adaptations.add('max_tokens');
      return await this.sendWhole(form, input.file, { ...upload, ...input, purpose: BATCH });
    } finally {
      await input.file.close();
    }
  }

  private async sendWhole(form: UploadForm, file: SpooledFile, whole: WholeUpload): Promise<ListedFile> {
    const { provider, purpose, call, customIds } = whole;
    const { filename, contentType } = await form.file;
    const fields = otherFields(form.fields);
    const content = file.createReadable();
    const upload = { purpose, filename, contentType, fields, content, length: file.size };
    return { ...(await this.uploads.send(provider, upload, { call, customIds })), provider };
  }

  /** @throws GatewayError 400 for a purpose that the instance is known not to have. */
  private chooseProvider(
    fields: readonly FormField[],
    upload: UploadRequest,
  ): Pick<WholeUpload, 'provider' | 'purpose'> {
    const name = upload.provider ?? readField(fields, 'provider');
    const [first] = this.registry.offering('files');
    const door = name === undefined ? first : this.registry.requireProvider(name, 'files');
    if (door === undefined) throw new GatewayError('not_found', 'No provider here keeps files.');
    const { purposes } = door.capability;
    const purpose = readField(fields, 'purpose') ?? '';
    const isKnown = purposes.length === 0 ? purpose !== '' : purposes.includes(purpose);
    if (isKnown) return { provider: door.provider.name, purpose };
    const problem = purpose === '' ? 'purpose is needed.' : `There is no purpose ${JSON.stringify(purpose)}.`;
    const choices = purposes.length === 0 ? '' : ` It may be ${purposes.join(', ')}.`;
    throw new GatewayError('invalid_request', problem + choices, { param: 'purpose' });
  }
}

interface WholeUpload {
  readonly provider: string;
  readonly purpose: string;
  readonly call: Call;
  readonly customIds?: Iterable<string>;
}

function readField(fields: readonly FormField[], name: string): string | undefined {
  return fields.find(([candidate]) => candidate === name)?.[1];
}

function otherFields(fields: readonly FormField[]): readonly FormField[] {
  return fields.filter(([name]) => !OWN_FIELDS.has(name));
}

/** By the time they come, what they are to decide is decided. */
function refuseLateFields(fields: readonly FormField[]): void {
  for (const [name] of fields) {
    if (!OWN_FIELDS.has(name)) continue;
    throw new GatewayError('invalid_request', `${name} must come once, and before the file.`, {
      param: name,
    });
  }
}
