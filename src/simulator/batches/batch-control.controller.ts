import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { CONTROL_PATH } from '../edge/door.js';
import { isRecord } from '../edge/is-record.js';
import { BatchClock, type BatchSettings, HOLDABLE, USUAL_SETTINGS } from './batch-clock.service.js';
import { createBatchError } from './parse-batch-request.js';

const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

const CHECKS: Readonly<Record<keyof BatchSettings, (value: unknown) => boolean>> = {
  stepMs: isCount,
  holdAt: (value) => value === null || HOLDABLE.some((status) => status === value),
  holdAfterLines: isCount,
  windowMs: (value) => value === null || isCount(value),
};

@Controller(`${CONTROL_PATH}/batches`)
export class BatchControlController {
  constructor(private readonly clock: BatchClock) {}

  @Get()
  readSettings(): BatchSettings {
    return this.clock.settings;
  }

  /** What is left out stays as it is. */
  @Post()
  @HttpCode(200)
  change(@Body() body: unknown): BatchSettings {
    if (!isRecord(body)) throw createBatchError('the settings must be a JSON object', 'settings');
    for (const [name, value] of Object.entries(body)) {
      const isGood = Object.hasOwn(CHECKS, name) && CHECKS[name as keyof BatchSettings](value);
      if (!isGood) throw createBatchError(`${name} is not a known setting, or has a wrong value`, name);
    }
    return this.clock.change(body);
  }

  @Delete()
  @HttpCode(204)
  reset(): void {
    this.clock.change(USUAL_SETTINGS);
  }
}
