import { All, Controller, Req } from '@nestjs/common';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import type { GatewayRequest } from '../http/gateway-request.js';
import type { RawAnswer } from '../http/raw-answer.js';
import { PassthroughDocuments } from './passthrough.documents.js';
import { PassthroughService } from './passthrough.service.js';

/** The raw path, since a decoded one could name another. What comes before /p/ is the base path. */
const TARGET = /^[\w./~-]*?\/p\/([\w-]+)(\/.*)$/s;

@Controller('p')
export class PassthroughController {
  constructor(private readonly passthrough: PassthroughService) {}

  @All(':provider/*path')
  @PassthroughDocuments()
  forward(@Req() request: GatewayRequest, @CurrentCall() call: Call): Observable<RawAnswer> {
    const [, provider, target] = TARGET.exec(request.originalUrl) ?? [];
    if (provider === undefined || target === undefined) {
      throw new GatewayError('invalid_request', 'Write the path plainly: /p/<provider>/<path>.');
    }
    return this.passthrough.forward(provider, target, { request, call });
  }
}
