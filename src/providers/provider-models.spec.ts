import { describe, expect, it } from 'vitest';
import type { ModelObject } from '../contracts/model-list.js';
import type { Provider } from '../contracts/provider.js';
import { type ModelsMode, ProviderModels } from './provider-models.js';

const PROVIDER: Provider = {
  name: 'bailian',
  type: 'fake',
  location: { host: 'upstream.test', basePath: '/v1' },
  capabilities: {},
  listModels: () => Promise.resolve([]),
  describeModel: () => undefined,
  close: () => Promise.resolve(),
};

function model(id: string): ModelObject {
  return { id, object: 'model', created: 7, owned_by: 'system' };
}

function create(mode: ModelsMode, configured: readonly string[] = ['own']): ProviderModels {
  return new ProviderModels(PROVIDER, configured, mode);
}

const ids = (models: ProviderModels) => [...models.models.values()].map(({ id }) => id);

describe('ProviderModels', () => {
  it.each(['merge', 'fallback', 'allowlist'] as const)('lists the configured models at first: %s', (mode) => {
    const models = create(mode);
    expect([...models.models.values()]).toEqual([
      { id: 'own', object: 'model', created: 0, owned_by: 'bailian' },
    ]);
    expect(models.has('own')).toBe(true);
    expect(models.size).toBe(1);
  });

  it('merges configured and discovered models, the upstream knowing better', () => {
    const models = create('merge', ['own', 'qwen-plus']);
    models.discovered([model('qwen-plus'), model('qwen-max')]);
    expect(ids(models)).toEqual(['own', 'qwen-plus', 'qwen-max']);
    expect([...models.models.values()][1]).toEqual(model('qwen-plus'));
  });

  it('replaces the configured models by the discovered ones in fallback mode', () => {
    const models = create('fallback');
    models.discovered([model('qwen-plus')]);
    expect(ids(models)).toEqual(['qwen-plus']);
  });

  it('keeps the configured models in fallback mode where the upstream names none', () => {
    const models = create('fallback');
    models.discovered([]);
    expect(ids(models)).toEqual(['own']);
  });

  it.each(['merge', 'fallback'] as const)('keeps the last good list after a failure: %s', (mode) => {
    const models = create(mode);
    models.discovered([model('qwen-plus')]);
    models.failed('refused');
    expect(models.has('qwen-plus')).toBe(true);
    expect(models.isComplete).toBe(true);
    expect(models.failure).toBe('refused');
    models.discovered([model('qwen-max')]);
    expect(models.failure).toBeUndefined();
    expect(models.has('qwen-plus')).toBe(false);
  });

  it.each([
    ['merge', ['own'], { initially: false, afterFailure: false }],
    ['fallback', ['own'], { initially: false, afterFailure: true }],
    ['fallback', [], { initially: false, afterFailure: false }],
    ['allowlist', [], { initially: true, afterFailure: true }],
  ] as const)('knows when its list is complete: %s with %j', (mode, configured, expected) => {
    const models = create(mode, configured);
    const initially = models.isComplete;
    models.failed('refused');
    expect({ initially, afterFailure: models.isComplete }).toEqual(expected);
    models.discovered([]);
    expect(models.isComplete).toBe(true);
  });

  it('neither discovers nor takes unlisted models in allowlist mode only', () => {
    const modes = (['merge', 'fallback', 'allowlist'] as const).map((mode) => create(mode));
    expect(modes.map(({ isDiscovered }) => isDiscovered)).toEqual([true, true, false]);
    expect(modes.map(({ takesUnlisted }) => takesUnlisted)).toEqual([true, true, false]);
  });
});
