import { Controller, Get, type OnModuleInit, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ManagementServer } from '../metrics/management-server.js';
import { isReady, Readiness, type ReadinessReport } from './readiness.service.js';

@Controller('health')
export class HealthController implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    private readonly management: ManagementServer,
  ) {}

  onModuleInit(): void {
    for (const path of ['/health', '/health/ready']) {
      this.management.serve(path, () => {
        const report = this.readiness.report();
        return { status: statusOf(report), contentType: 'application/json', body: JSON.stringify(report) };
      });
    }
    this.management.serve('/health/live', () => ({
      status: 200,
      contentType: 'application/json',
      body: JSON.stringify(this.live()),
    }));
  }

  @Get(['', 'ready'])
  ready(@Res({ passthrough: true }) response: Response): ReadinessReport {
    const report = this.readiness.report();
    response.status(statusOf(report));
    return report;
  }

  /** Says only that the process answers: nothing outside can make a replica be restarted. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }
}

function statusOf(report: ReadinessReport): number {
  return isReady(report) ? 200 : 503;
}
