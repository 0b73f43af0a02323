import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import type { AttemptSettled } from '../contracts/attempt.js';

export interface RequestEnded {
  /** The route's pattern, never the path of a request. */
  readonly route: string;
  readonly provider: string;
  readonly model: string;
  readonly status: number;
  readonly seconds: number;
}

const DURATION_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

/** Every metric that the gateway keeps; labels have a bounded number of values. */
@Injectable()
export class Instruments {
  readonly registry = new Registry();

  private readonly requestDuration = new Histogram({
    name: 'gateway_request_duration_seconds',
    help: 'Time from the headers of a request to the end of its answer.',
    labelNames: ['route', 'provider', 'model', 'status_class'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  private readonly attempts = new Counter({
    name: 'gateway_upstream_attempts_total',
    help: 'Attempts at an upstream by how they ended.',
    labelNames: ['provider', 'model', 'outcome'],
    registers: [this.registry],
  });
  private readonly tokens = new Counter({
    name: 'gateway_tokens_total',
    help: 'Tokens that upstreams counted.',
    labelNames: ['provider', 'model', 'kind'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  requestEnded({ route, provider, model, status, seconds }: RequestEnded): void {
    const statusClass = `${Math.floor(status / 100)}xx`;
    this.requestDuration.observe({ route, provider, model, status_class: statusClass }, seconds);
  }

  attemptSettled({ provider, model: name, isListed, outcome, usage }: AttemptSettled): void {
    const model = isListed ? name : 'other';
    this.attempts.inc({ provider, model, outcome });
    if (usage === undefined) return;
    this.tokens.inc({ provider, model, kind: 'prompt' }, usage.prompt_tokens);
    this.tokens.inc({ provider, model, kind: 'completion' }, usage.completion_tokens);
  }
}
