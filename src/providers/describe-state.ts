import type { ProviderModels } from './provider-models.js';

/** What an operator wants to know of a provider. */
export interface ProviderState {
  readonly name: string;
  readonly type: string;
  readonly status: 'ok' | 'degraded';
  readonly models: number;
  /** What is the matter: a key that is refused, or why the models could not be listed the last time. */
  readonly reason?: string;
}

export function describeState(entry: ProviderModels): ProviderState {
  const { name, type } = entry.provider;
  const { failure = [], size: models } = entry;
  const reasons = (entry.provider.notices?.() ?? []).concat(failure);
  if (reasons.length === 0) return { name, type, status: 'ok', models };
  return { name, type, status: 'degraded', models, reason: reasons.join('; ') };
}
