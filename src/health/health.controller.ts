import { Controller, Get, type OnModuleInit, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ConfigurationState } from '../config/configuration-state.js';
import { Access } from '../http/access.decorator.js';
import { ManagementServer } from '../metrics/management-server.js';
import { LivenessDocuments, ReadinessDocuments } from './health.documents.js';
import { isReady, Readiness, type ReadinessReport } from './readiness.service.js';

@ApiTags('Health')
@Access('public')
@Controller('health')
export class HealthController implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    private readonly management: ManagementServer,
    private readonly configuration: ConfigurationState,
  ) {}

  onModuleInit(): void {
    for (const path of ['/health', '/health/ready']) {
      this.management.serve(path, () => {
        const report = this.describe();
        return { status: statusOf(report), contentType: 'application/json', body: JSON.stringify(report) };
      });
    }
    this.management.serve('/health/live', () => ({
      status: 200,
      contentType: 'application/json',
      body: JSON.stringify(this.live()),
    }));
  }

  @Get()
  @ReadinessDocuments('getHealth', 'The same as /health/ready')
  health(@Res({ passthrough: true }) response: Response): HealthReport {
    return this.ready(response);
  }

  @Get('ready')
  @ReadinessDocuments('getReadiness', 'Whether this replica should get traffic')
  ready(@Res({ passthrough: true }) response: Response): HealthReport {
    const report = this.describe();
    response.status(statusOf(report));
    return report;
  }

  /** Says only that the process answers: nothing outside can make a replica be restarted. */
  @Get('live')
  @LivenessDocuments()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  private describe(): HealthReport {
    const { version, refusal } = this.configuration;
    return { ...this.readiness.report(), configuration: { version, refusal } };
  }
}

interface HealthReport extends ReadinessReport {
  readonly configuration: Pick<ConfigurationState, 'version' | 'refusal'>;
}

function statusOf(report: ReadinessReport): number {
  return isReady(report) ? 200 : 503;
}
