import { type CanActivate, type ExecutionContext, Injectable, NotFoundException } from '@nestjs/common';
import type { SimulatorRequest } from '../edge/exchange.js';
import { hasBatchService } from './batch-regions.js';

/** Where a region has no batch service, there is no such route. */
@Injectable()
export class BatchRegionGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SimulatorRequest>();
    if (hasBatchService(request.headers.host ?? '')) return true;
    throw new NotFoundException(`Cannot ${request.method} ${request.exchange.path}`);
  }
}
