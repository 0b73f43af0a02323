import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { AttemptSettled } from '../contracts/attempt.js';
import type { CompletionUsage } from '../contracts/chat-completion.js';
import { BoundedNames } from './bounded-names.js';
import { createRequestMetrics } from './request-metrics.js';
import type { MetricDescription } from './tally.js';

export interface RequestEnded {
  /** The route's pattern, never the path of a request. */
  readonly route: string;
  readonly provider: string;
  readonly model: string;
  readonly status: number;
  readonly seconds: number;
  /** Paths of the client's fields that were changed for the upstream. */
  readonly adaptations: ReadonlySet<string>;
}

/** A value of a gauge. */
export interface Reading {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Every metric that the gateway keeps; labels have a bounded number of values. */
@Injectable()
export class Instruments {
  /** For what is not counted on every request. */
  readonly registry = new Registry();
  private readonly metrics = createRequestMetrics();
  private readonly fields = new BoundedNames();

  private readonly refusals = new Counter({
    name: 'gateway_rate_limit_refusals_total',
    help: 'Requests that a rate limit of the gateway refused, by whose limit it was.',
    labelNames: ['scope', 'measure'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A gauge that is read at each scrape, one value for each set of labels. */
  gauge({ name, help, labelNames }: MetricDescription, read: () => Iterable<Reading>): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { labels = {}, value } of read()) this.set(labels, value);
      },
    });
  }

  requestEnded({ route, provider, model, status, seconds, adaptations }: RequestEnded): void {
    const statusClass = STATUS_CLASSES[Math.floor(status / 100)] ?? 'other';
    this.metrics.requestDuration.observe([route, provider, model, statusClass], seconds);
    for (const path of adaptations) this.metrics.adaptations.add([this.fields.bound(path)]);
  }

  attemptSettled(settled: AttemptSettled): void {
    const { provider, isListed, outcome, errorCode, usage } = settled;
    const model = isListed ? settled.model : 'other';
    this.metrics.attempts.add([provider, model, outcome]);
    if (errorCode !== undefined) this.metrics.errors.add([provider, errorCode]);
    if (settled.isStream) this.observeStream(settled, model);
    if (usage !== undefined) this.addTokens([provider, model], usage);
  }

  limitRefused(scope: string, measure: string): void {
    this.refusals.inc({ scope, measure });
  }

  /** Everything, in Prometheus' text format. */
  async render(): Promise<string> {
    const own = Object.values(this.metrics).map((metric) => metric.render());
    return (await this.registry.metrics()) + own.join('');
  }

  private observeStream({ provider, startedAt, firstValueAt, ...end }: AttemptSettled, model: string): void {
    if (firstValueAt === undefined) return;
    const labels = [provider, model];
    this.metrics.timeToFirstChunk.observe(labels, (firstValueAt - startedAt) / 1000);
    // The events are only counted on their way; their times would cost more than everything else here.
    if (end.outcome !== 'completed' || end.values < 2) return;
    const gap = (startedAt + end.durationMs - firstValueAt) / (end.values - 1);
    this.metrics.timeBetweenChunks.observe(labels, gap / 1000);
  }

  private addTokens([provider, model]: readonly [string, string], usage: CompletionUsage): void {
    const { tokens } = this.metrics;
    tokens.add([provider, model, 'prompt'], usage.prompt_tokens);
    tokens.add([provider, model, 'completion'], usage.completion_tokens);
    const cached = usage.prompt_tokens_details?.cached_tokens;
    if (cached !== undefined) tokens.add([provider, model, 'cached'], cached);
    const reasoning = usage.completion_tokens_details?.reasoning_tokens;
    if (reasoning !== undefined) tokens.add([provider, model, 'reasoning'], reasoning);
  }
}

const STATUS_CLASSES = ['other', '1xx', '2xx', '3xx', '4xx', '5xx'];
