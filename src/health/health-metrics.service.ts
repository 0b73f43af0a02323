import { Injectable } from '@nestjs/common';
import { ConfigurationState } from '../config/configuration-state.js';
import { DrainService } from '../http/drain.service.js';
import { Instruments } from '../metrics/instruments.js';
import { isReady, Readiness } from './readiness.service.js';
import { readVersion } from './read-version.js';

/** What /health says, as gauges, and how much is under way. */
@Injectable()
export class HealthMetrics {
  constructor(
    instruments: Instruments,
    readiness: Readiness,
    drain: DrainService,
    configuration: ConfigurationState,
  ) {
    const gauge = (name: string, help: string, read: () => number): void => {
      instruments.gauge({ name, help, labelNames: [] }, () => [{ value: read() }]);
    };
    gauge(
      'gateway_requests_in_flight',
      'Requests and sessions under way, streams until their end.',
      () => drain.size,
    );
    gauge('gateway_ready', 'Whether this replica takes traffic.', () => toBit(isReady(readiness.report())));
    gauge('gateway_store_up', 'Whether the store answered the last time.', () =>
      toBit(readiness.report().store.status === 'ok'),
    );
    instruments.gauge(
      {
        name: 'gateway_provider_up',
        help: 'Whether a provider is as it should be: its key taken, its models listed.',
        labelNames: ['provider'],
      },
      () =>
        readiness.report().providers.map(({ name, status }) => ({
          labels: { provider: name },
          value: toBit(status === 'ok'),
        })),
    );
    measureConfiguration(instruments, configuration);
    const labels = { version: readVersion(), node: process.versions.node };
    instruments.gauge(
      { name: 'gateway_build_info', help: 'What runs.', labelNames: Object.keys(labels) },
      () => [{ labels, value: 1 }],
    );
  }
}

function measureConfiguration(instruments: Instruments, configuration: ConfigurationState): void {
  instruments.gauge(
    {
      name: 'gateway_config_last_reload_successful',
      help: 'Whether the newest settings are in force.',
      labelNames: [],
    },
    () => [{ value: toBit(configuration.refusal === undefined) }],
  );
  instruments.gauge(
    {
      name: 'gateway_config_last_reload_success_timestamp_seconds',
      help: 'When settings were taken over the last time.',
      labelNames: [],
    },
    () => [{ value: configuration.takenAt / 1000 }],
  );
  instruments.gauge(
    { name: 'gateway_config_info', help: 'The settings in force.', labelNames: ['version'] },
    () => [{ labels: { version: configuration.version }, value: 1 }],
  );
}

const toBit = (isTrue: boolean): number => (isTrue ? 1 : 0);
