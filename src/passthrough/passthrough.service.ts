import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { from, map, mergeMap, type Observable } from 'rxjs';
import { Settings } from '../config/settings.js';
import type { Call } from '../contracts/call.js';
import { FileReferences } from '../contracts/file-references.js';
import type { PreparedPassthrough } from '../contracts/passthrough.js';
import { renameOutputCap } from '../contracts/rename-output-cap.js';
import { RawAnswer } from '../http/raw-answer.js';
import { readBody } from '../http/read-body.js';
import { Attempts } from '../providers/attempts.service.js';
import { ProviderRegistry } from '../providers/provider-registry.js';
import { checkForwardedBody, isBodyRestricted, requireForwardable } from './authorize-forwarded.js';
import { openRequestBody } from './open-request-body.js';
import { parseForwarded } from './parse-forwarded.js';

/** Bodies up to here are read first: that is cheaper, and they can be sent again on another connection. */
const SMALL_BYTES = 64 * 1024;
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/i;

/** Metrics know such requests by their provider alone. */
const NO_MODEL = '';

@Injectable()
export class PassthroughService {
  private readonly baseLength: number;

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly attempts: Attempts,
    private readonly settings: Settings,
    @Inject(FileReferences) private readonly references: FileReferences,
  ) {
    this.baseLength = settings.basePath === '/' ? 0 : settings.basePath.length;
  }

  /** Sends the request to the provider's own door and hands on what comes back. */
  forward(request: Request, call: Call): Observable<RawAnswer> {
    const { method, provider, target } = parseForwarded(
      request.method,
      request.originalUrl.slice(this.baseLength),
    );
    requireForwardable(target, call);
    const door = this.registry.requireProvider(provider, 'passthrough');
    const prepared = door.capability.prepare({ method, target, headers: request.headersDistinct });
    return from(this.readRequestBody(request, prepared, { call, provider })).pipe(
      mergeMap(({ body, headers }) => {
        const answer = door.capability.send({ ...prepared, headers }, body, call);
        return this.attempts.trackBody({ ...door, model: NO_MODEL, isListed: true }, call, answer);
      }),
      map(({ status, headers, body }) => new RawAnswer(status, headers, body)),
    );
  }

  /** Bodies go through as they come, but for small ones and those whose output cap may have to be renamed. */
  private async readRequestBody(
    request: Request,
    { headers, renamesOutputCap }: PreparedPassthrough,
    { call, provider }: { readonly call: Call; readonly provider: string },
  ): Promise<{ body: Buffer | Readable | undefined; headers: PreparedPassthrough['headers'] }> {
    const {
      'content-type': type = '',
      'content-length': length = '0',
      'transfer-encoding': transferCoding,
      'content-encoding': contentCoding,
    } = request.headers;
    if (transferCoding === undefined && length === '0') return { body: undefined, headers };
    const isReadable = JSON_TYPE.test(type) && contentCoding === undefined;
    const isRestricted = isBodyRestricted(call.principal);
    if (isRestricted && !isReadable) checkForwardedBody(undefined, provider, call);
    const isCapped = renamesOutputCap && isReadable;
    const isSmall = transferCoding === undefined && Number(length) <= SMALL_BYTES;
    const isChecked = isRestricted && isReadable;
    if (!isCapped && !isSmall && !isChecked) return { body: openRequestBody(request), headers };
    const bytes = await readBody(request, this.settings.maxBodyBytes);
    if (isChecked) {
      await this.references.requireVisible(checkForwardedBody(bytes, provider, call), call);
    }
    const body = isCapped ? renameOutputCap(bytes) : bytes;
    if (body !== bytes) call.adaptations.add('max_tokens');
    return { body, headers: { ...headers, 'content-length': String(body.length) } };
  }
}
