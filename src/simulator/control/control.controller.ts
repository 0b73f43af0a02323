import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { CONTROL_PATH } from '../edge/door.js';
import { type RequestRecord, RequestLog } from '../edge/request-log.service.js';
import { type UsageEntry, UsageAccount } from '../edge/usage-account.service.js';
import { FaultQueue } from '../faults/fault-queue.service.js';
import { parseQueuedFault } from '../faults/parse-fault.js';

@Controller(CONTROL_PATH)
export class ControlController {
  constructor(
    private readonly requests: RequestLog,
    private readonly usage: UsageAccount,
    private readonly faults: FaultQueue,
  ) {}

  @Get('requests')
  listRequests(): readonly RequestRecord[] {
    return this.requests.list();
  }

  @Delete('requests')
  @HttpCode(204)
  forgetRequests(): void {
    this.requests.clear();
    this.usage.clear();
    this.faults.clear();
  }

  @Get('usage')
  listUsage(): readonly UsageEntry[] {
    return this.usage.list();
  }

  @Post('faults')
  @HttpCode(200)
  addFault(@Body() body: unknown): { queued: number } {
    return { queued: this.faults.add(parseQueuedFault(body)) };
  }

  @Delete('faults')
  @HttpCode(204)
  forgetFaults(): void {
    this.faults.clear();
  }
}
