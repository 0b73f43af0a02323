import { All, Controller, Req } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import type { Call } from '../contracts/call.js';
import { Access } from '../http/access.decorator.js';
import { CurrentCall } from '../http/current-call.decorator.js';
import type { GatewayRequest } from '../http/gateway-request.js';
import type { RawAnswer } from '../http/raw-answer.js';
import { PassthroughService } from './passthrough.service.js';

@Access('passthrough')
@Controller('p')
export class PassthroughController {
  constructor(private readonly passthrough: PassthroughService) {}

  @All(':provider/*path')
  @ApiExcludeEndpoint()
  forward(@Req() request: GatewayRequest, @CurrentCall() call: Call): Observable<RawAnswer> {
    return this.passthrough.forward(request, call);
  }
}
