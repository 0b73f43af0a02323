import { Injectable } from '@nestjs/common';
import type { Call } from '../contracts/call.js';
import { BatchInputs } from '../uploads/batch-inputs.service.js';
import { Spool } from '../uploads/spool.service.js';
import type { SpooledFile } from '../uploads/spooled-file.js';
import { Uploads } from '../uploads/uploads.service.js';

export interface InlineRequests {
  readonly requests: readonly unknown[];
  readonly endpoint: string;
  readonly provider: string | undefined;
  readonly call: Call;
  /** Called once the instance is known. @throws GatewayError 400, and nothing is uploaded. */
  readonly check: (provider: string) => void;
}

/** An input file that the gateway made. */
export interface InlineInput {
  readonly provider: string;
  readonly model: string;
  readonly fileId: string;
}

const PIECE_LINES = 500;
const JSON_LINES = 'application/jsonl';
const FILENAME = 'requests.jsonl';

/** Makes input files of requests that clients send along, through the same check as files that they upload. */
@Injectable()
export class InlineInputs {
  constructor(
    private readonly spool: Spool,
    private readonly inputs: BatchInputs,
    private readonly uploads: Uploads,
  ) {}

  async upload(inline: InlineRequests): Promise<InlineInput> {
    const { endpoint, provider, call, check } = inline;
    const source = await this.spool.create();
    try {
      await writeLines(source, inline);
      const input = await this.inputs.prepare(source, {
        provider,
        endpoint,
        call,
        nameLine: (number) => `requests[${number - 1}]`,
        param: 'requests',
      });
      try {
        check(input.provider);
        if (input.hasRenamedCap) call.adaptations.add('max_tokens');
        const content = input.file.createReadable();
        const file = { purpose: 'batch', filename: FILENAME, contentType: JSON_LINES, fields: [], content };
        const upload = { ...file, length: input.file.size };
        const { id } = await this.uploads.send(input.provider, upload, { call, customIds: input.customIds });
        return { provider: input.provider, model: input.model, fileId: id };
      } finally {
        await input.file.close();
      }
    } finally {
      await source.close();
    }
  }

  /** Takes the file back. */
  withdraw({ provider, fileId }: InlineInput, call: Call): Promise<void> {
    return this.uploads.withdraw(provider, fileId, call);
  }
}

async function writeLines(target: SpooledFile, { requests, endpoint }: InlineRequests): Promise<void> {
  for (let start = 0; start < requests.length; start += PIECE_LINES) {
    const lines = requests.slice(start, start + PIECE_LINES).map((request) => toLine(request, endpoint));
    await target.append([Buffer.from(lines.join(''))]);
  }
}

/** Method and url may be left out. What is no object is reported by the check. */
function toLine(request: unknown, endpoint: string): string {
  const isObject = typeof request === 'object' && request !== null && !Array.isArray(request);
  const line = isObject ? { method: 'POST', url: endpoint, ...request } : request;
  return `${JSON.stringify(line)}\n`;
}
