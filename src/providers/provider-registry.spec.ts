import { EMPTY } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Settings } from '../config/settings.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { ModelObject } from '../contracts/model-list.js';
import type { ChatCapability, Provider } from '../contracts/provider.js';
import type { ModelsMode } from './provider-models.js';
import { ProviderRegistry } from './provider-registry.js';
import type { ProviderStrategy } from './provider-strategy.js';

const CHAT: ChatCapability = {
  prepare: (body) => ({ path: '/', headers: {}, body, adaptations: [] }),
  complete: () => EMPTY,
  stream: () => EMPTY,
};

const callerOf = (models?: readonly string[]) => ({
  principal: { organisation: 'default', team: 'default', key: 'k', role: 'member', models } as const,
});
const ANYBODY = callerOf();

interface Setup {
  /** Provider -> configured models. */
  readonly providers: Readonly<Record<string, readonly string[]>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly mode?: ModelsMode;
  readonly capabilities?: Provider['capabilities'];
  readonly onClose?: (name: string) => void;
}

function createRegistry({ providers, aliases = {}, mode = 'merge', ...rest }: Setup): ProviderRegistry {
  const strategy: ProviderStrategy = {
    type: 'fake',
    create: ({ name }) => ({
      name,
      type: 'fake',
      location: { host: 'upstream.test', basePath: '/v1' },
      capabilities: rest.capabilities ?? { chat: CHAT },
      listModels: () => Promise.resolve([]),
      describeModel: () => undefined,
      close: () => Promise.resolve(rest.onClose?.(name)),
    }),
  };
  const settings = Object.assign(new Settings(), {
    configuredProviderModelsMode: mode,
    aliases,
    providers: Object.entries(providers).map(([name, models]) => ({
      name,
      type: 'fake',
      apiKeys: ['k'],
      models,
    })),
  });
  return new ProviderRegistry([strategy], settings);
}

function model(id: string): ModelObject {
  return { id, object: 'model', created: 7, owned_by: 'system' };
}

/** A registry whose providers have all sent their lists. */
function createDiscovered(setup: Setup): ProviderRegistry {
  const registry = createRegistry({ ...setup, providers: emptied(setup.providers) });
  for (const models of registry.providers) {
    models.discovered((setup.providers[models.provider.name] ?? []).map(model));
  }
  return registry;
}

function emptied(providers: Setup['providers']): Setup['providers'] {
  return Object.fromEntries(Object.keys(providers).map((name) => [name, []]));
}

function target(registry: ProviderRegistry, name: string): string {
  const { provider, model: upstreamModel, isListed } = registry.require(name, 'chat', ANYBODY);
  return `${provider.name} ${upstreamModel}${isListed ? '' : ' unlisted'}`;
}

function refuse(action: () => unknown): GatewayError {
  try {
    action();
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error('nothing was refused');
}

const TWO = { east: ['qwen-plus', 'kimi/kimi-k3'], west: ['qwen-plus', 'qwen-max'] };

describe('ProviderRegistry.require', () => {
  it.each([
    ['qwen-plus', 'east qwen-plus'],
    ['qwen-max', 'west qwen-max'],
    ['west/qwen-plus', 'west qwen-plus'],
    ['kimi/kimi-k3', 'east kimi/kimi-k3'],
    ['east/kimi/kimi-k3', 'east kimi/kimi-k3'],
    ['west/anything', 'west anything unlisted'],
    ['west/any/thing', 'west any/thing unlisted'],
    ['small', 'west qwen-plus'],
    ['new', 'east not-listed unlisted'],
  ])('leads %s to %s', (name, expected) => {
    const aliases = { small: 'west/qwen-plus', new: 'east/not-listed' };
    expect(target(createDiscovered({ providers: TWO, aliases }), name)).toBe(expected);
  });

  it('hands over the capability', () => {
    expect(createDiscovered({ providers: TWO }).require('qwen-max', 'chat', ANYBODY).capability).toBe(CHAT);
  });

  it('refuses a capability that the provider lacks', () => {
    const registry = createDiscovered({ providers: TWO, capabilities: {} });
    const error = refuse(() => registry.require('qwen-max', 'chat', ANYBODY));
    expect(error).toMatchObject({ kindName: 'invalid_request', details: { param: 'model' } });
  });

  it('names the nearest models for one that does not exist', () => {
    const error = refuse(() => createDiscovered({ providers: TWO }).require('qwen-plsu', 'chat', ANYBODY));
    expect(error).toMatchObject({ kindName: 'model_not_found', details: { param: 'model' } });
    expect(error.message).toMatch(/"qwen-plsu" does not exist here\. Did you mean qwen-plus/);
  });

  it('points to the list where nothing is near', () => {
    const error = refuse(() => createDiscovered({ providers: TWO }).require('gpt', 'chat', ANYBODY));
    expect(error.message).toContain('GET /v1/models lists what there is');
  });

  it.each(['', '/', '/qwen-plus', 'east/', 'QWEN-PLUS', '__proto__', 'north/qwen-plus'])(
    'knows no model %j',
    (name) => {
      const registry = createDiscovered({ providers: TWO });
      expect(refuse(() => registry.require(name, 'chat', ANYBODY)).kindName).toBe('model_not_found');
    },
  );

  it('answers 503 and names the provider while a list is missing', () => {
    const registry = createRegistry({ providers: { east: ['own'], west: [] } });
    registry.providers[0]?.discovered([]);
    const error = refuse(() => registry.require('qwen-plus', 'chat', ANYBODY));
    expect(error.kindName).toBe('upstream_unavailable');
    expect(error.message).toContain('west/qwen-plus');
    expect(target(registry, 'own')).toBe('east own');
    expect(target(registry, 'west/qwen-plus')).toBe('west qwen-plus unlisted');
  });

  it('takes only what is configured in allowlist mode, also by prefix', () => {
    const registry = createRegistry({ providers: TWO, mode: 'allowlist' });
    expect(target(registry, 'west/qwen-max')).toBe('west qwen-max');
    expect(refuse(() => registry.require('west/other', 'chat', ANYBODY)).kindName).toBe('model_not_found');
  });
});

describe('ProviderRegistry.listModels', () => {
  it('names plain ids once, later ones with their provider, and the aliases', () => {
    const registry = createDiscovered({ providers: TWO, aliases: { small: 'west/qwen-plus' } });
    expect(registry.listModels(ANYBODY).map(({ id, provider }) => `${id} of ${provider}`)).toEqual([
      'qwen-plus of east',
      'kimi/kimi-k3 of east',
      'west/qwen-plus of west',
      'qwen-max of west',
      'small of west',
    ]);
  });

  it('names only models that require leads to their provider', () => {
    const registry = createDiscovered({ providers: TWO, aliases: { 'qwen-max': 'east/qwen-plus' } });
    for (const { id, provider } of registry.listModels(ANYBODY)) {
      expect(registry.require(id, 'chat', ANYBODY).provider.name).toBe(provider);
    }
  });
});

describe('ProviderRegistry.requireModel', () => {
  const registry = createDiscovered({ providers: TWO, aliases: { small: 'west/qwen-plus' } });

  it.each([
    ['qwen-plus', 'east'],
    ['east/qwen-plus', 'east'],
    ['west/qwen-plus', 'west'],
    ['small', 'west'],
  ])('finds %s', (id, provider) => {
    expect(registry.requireModel(id, ANYBODY)).toMatchObject({ id, provider, object: 'model' });
  });

  it.each(['gpt', 'east/gpt'])('does not find %s', (id) => {
    expect(refuse(() => registry.requireModel(id, ANYBODY)).kindName).toBe('model_not_found');
  });
});

describe('a key with a right to some models', () => {
  const aliases = { small: 'west/qwen-plus', big: 'west/qwen-max' };
  const registry = createDiscovered({ providers: TWO, aliases });
  const names = (models: readonly string[]) => registry.listModels(callerOf(models)).map(({ id }) => id);

  it.each([
    [['qwen-plus'], ['qwen-plus', 'west/qwen-plus', 'small']],
    [['west/*'], ['west/qwen-plus', 'qwen-max', 'small', 'big']],
    [['big'], ['big']],
    [['kimi/*'], ['kimi/kimi-k3']],
    [['*'], ['qwen-plus', 'kimi/kimi-k3', 'west/qwen-plus', 'qwen-max', 'small', 'big']],
    [[], []],
  ])('%j: sees and uses %j', (models, expected) => {
    expect(names(models)).toEqual(expected);
    const all = [...names(['*']), 'east/qwen-plus', 'west/qwen-max'];
    for (const id of all) {
      const use = () => registry.require(id, 'chat', callerOf(models));
      const see = () => registry.requireModel(id, callerOf(models));
      if (expected.includes(id)) {
        expect(use().capability).toBe(CHAT);
        expect(see().id).toBe(id);
      } else if (!id.includes('/')) {
        expect(refuse(use)).toMatchObject({ kindName: 'permission_denied', details: { param: 'model' } });
        expect(refuse(see).kindName).toBe('permission_denied');
      }
    }
  });

  it('may not name the provider to get round it, nor a model that no list has', () => {
    const caller = callerOf(['qwen-plus']);
    for (const name of ['west/qwen-max', 'west/unlisted']) {
      expect(refuse(() => registry.require(name, 'chat', caller)).kindName).toBe('permission_denied');
      expect(refuse(() => registry.nameAt('west', name, caller)).kindName).toBe('permission_denied');
    }
    expect(refuse(() => registry.nameAt('west', 'qwen-max', caller)).kindName).toBe('permission_denied');
    expect(registry.nameAt('west', 'qwen-plus', caller)).toBe('qwen-plus');
  });

  it('is told no name that it may not use', () => {
    const error = refuse(() => registry.require('qwen-mx', 'chat', callerOf(['kimi/*'])));
    expect(error.kindName).toBe('model_not_found');
    expect(error.message).not.toContain('qwen-max');
  });
});

describe('ProviderRegistry', () => {
  it('closes every provider at the end', async () => {
    const closed: string[] = [];
    await createRegistry({ providers: TWO, onClose: (name) => closed.push(name) }).onApplicationShutdown();
    expect(closed).toEqual(['east', 'west']);
  });

  it('refuses a type that no strategy has', () => {
    const settings = Object.assign(new Settings(), {
      providers: [{ name: 'x', type: 'unheard', models: [] }],
    });
    expect(() => new ProviderRegistry([], settings)).toThrow('no strategy for providers of type unheard');
  });
});
