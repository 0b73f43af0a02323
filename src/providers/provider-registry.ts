import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../config/settings.js';
import type { Call } from '../contracts/call.js';
import { GatewayError } from '../contracts/gateway-error.js';
import type { Capabilities, CapabilityName, Provider } from '../contracts/provider.js';
import { findNearest } from '../contracts/find-nearest.js';
import { mayUseModel } from '../contracts/rights.js';
import type { ListedModel, ModelListing } from './model-listing.js';
import { createProviderTable, type ProviderTable } from './provider-table.js';
import { ProviderModels } from './provider-models.js';
import { ProviderStrategies, type ProviderStrategy } from './provider-strategy.js';

/** Where a request goes: a provider, its own name of the model, and the capability that was asked for. */
export interface Target<Name extends CapabilityName> {
  readonly provider: Provider;
  readonly model: string;
  /** False for a model that was named with its provider and that no list has. */
  readonly isListed: boolean;
  readonly capability: Capabilities[Name];
}

/** A provider and the capability that was asked of it. */
export type Door<Name extends CapabilityName> = Omit<Target<Name>, 'model' | 'isListed'>;

/** So much of a model's name is repeated to a client that got it wrong. */
const LONGEST_QUOTED = 100;

type ResolvedModel = Omit<Target<never>, 'capability'>;

/** Who wants a model: keys may have a right to some of them only. */
type Caller = Pick<Call, 'principal'>;

/** Every configured provider, and the one way from a model's name to the provider that serves it. */
@Injectable()
export class ProviderRegistry implements OnApplicationShutdown {
  private table: ProviderTable;

  constructor(
    @Inject(ProviderStrategies) private readonly strategies: readonly ProviderStrategy[],
    settings: Settings,
  ) {
    this.table = createProviderTable(this.createProviders(settings), settings.aliases);
  }

  /** In the order in which a plain model name is looked for. */
  get providers(): readonly ProviderModels[] {
    return this.table.providers;
  }

  /**
   * Serves by other settings from now on, all of them or none. Where the providers change, their models are known at once as far
   * as they were; requests under way go on with the old ones, which are handed back to be closed later.
   */
  replace(settings: Settings, changesProviders: boolean): readonly ProviderModels[] {
    const old = this.providers;
    const providers = changesProviders ? this.createProviders(settings) : old;
    for (const models of changesProviders ? providers : []) {
      const predecessor = this.byName.get(models.provider.name);
      if (predecessor !== undefined) models.takeOver(predecessor);
    }
    this.table = createProviderTable(providers, settings.aliases);
    return changesProviders ? old : [];
  }

  /**
   * The target of a model's name: an alias, `provider/model`, or a plain name that the first provider that lists it serves.
   * @throws GatewayError 404 with the nearest names; 503 while a provider that may have it has sent no list yet; 400 where
   * the provider lacks the capability; 403 where the key may not use the model.
   */
  require<Name extends CapabilityName>(name: string, capabilityName: Name, caller: Caller): Target<Name> {
    const { provider, model, isListed } = this.resolveFor(name, caller);
    const capability = provider.capabilities[capabilityName];
    if (capability !== undefined) return { provider, model, isListed, capability };
    throw new GatewayError(
      'invalid_request',
      `The provider of ${name} does not offer ${capabilityName}; choose a model that does from GET /v1/models.`,
      {
        param: 'model',
      },
    );
  }

  /**
   * A provider by its name, for what is not about a model.
   * @throws GatewayError 404 that names the providers; 400 where it lacks the capability.
   */
  requireProvider<Name extends CapabilityName>(name: string, capabilityName: Name): Door<Name> {
    const provider = this.byName.get(name)?.provider;
    if (provider === undefined) {
      const names = [...this.byName.keys()].join(', ');
      throw new GatewayError(
        'not_found',
        `There is no provider ${JSON.stringify(name)}; there are ${names}.`,
      );
    }
    const capability = provider.capabilities[capabilityName];
    if (capability !== undefined) return { provider, capability };
    throw new GatewayError('invalid_request', `The provider ${name} does not offer ${capabilityName}.`);
  }

  /** Every provider with the capability, in order. */
  offering<Name extends CapabilityName>(capabilityName: Name): readonly Door<Name>[] {
    return this.providers.flatMap(({ provider }) => {
      const capability = provider.capabilities[capabilityName];
      return capability === undefined ? [] : [{ provider, capability }];
    });
  }

  /**
   * The upstream's name of a model at a provider that was chosen otherwise: a plain name is that provider's own.
   * @throws GatewayError 400 for an alias or a prefix that names another provider, 404 for a model that is not listed where
   * only listed ones are served, 403 where the key may not use the model.
   */
  nameAt(provider: string, name: string, caller: Caller): string {
    const target = this.aliases.get(name) ?? name;
    const prefix = target.slice(0, Math.max(target.indexOf('/'), 0));
    if (!this.byName.has(prefix)) {
      const models = this.byName.get(provider);
      if (models?.takesUnlisted === false && !models.has(target)) throw this.unknownModel(name, caller);
      requireModelRight(caller, [target, `${provider}/${target}`]);
      return target;
    }
    const resolved = this.resolveFor(name, caller);
    if (resolved.provider.name === provider) return resolved.model;
    const message = `The model ${JSON.stringify(name)} is one of ${resolved.provider.name}, not of ${provider}.`;
    throw new GatewayError('invalid_request', message, { param: 'model' });
  }

  /**
   * Plain ids once, in order; `provider/id` where an earlier provider has the same; then the aliases. Only those that the key
   * may use.
   */
  listModels(caller: Caller): readonly ListedModel[] {
    const models = [...this.listing.byId.values()];
    if (caller.principal.models === undefined) return models;
    return models.filter((model) => mayUseModel(caller.principal, this.namesOf(model)));
  }

  /** @throws GatewayError 404, 503 while not all lists are there, or 403 where the key may not use it. */
  requireModel(id: string, caller: Caller): ListedModel {
    const listed = this.listing.byId.get(id);
    if (listed !== undefined) {
      requireModelRight(caller, this.namesOf(listed));
      return listed;
    }
    const { provider, model } = this.resolveFor(id, caller);
    const found = this.byName.get(provider.name)?.models.get(model);
    if (found === undefined) throw this.unknownModel(id, caller);
    return { ...found, id, provider: provider.name };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.providers.map(({ provider }) => provider.close()));
  }

  private resolveFor(name: string, caller: Caller): ResolvedModel {
    const target = this.aliases.get(name);
    const resolved = this.resolve(target ?? name, caller);
    if (caller.principal.models === undefined) return resolved;
    const { provider, model } = resolved;
    const names = [model, `${provider.name}/${model}`];
    requireModelRight(caller, target === undefined ? names : [name, ...names]);
    return resolved;
  }

  /** All that patterns may call a listed model. */
  private namesOf({ id, provider }: ListedModel): readonly string[] {
    const target = this.aliases.get(id);
    const name = target ?? id;
    const model = name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name;
    return [...(target === undefined ? [] : [id]), model, `${provider}/${model}`];
  }

  private get byName(): ProviderTable['byName'] {
    return this.table.byName;
  }

  private get aliases(): ProviderTable['aliases'] {
    return this.table.aliases;
  }

  private get listing(): ModelListing {
    return this.table.listing;
  }

  private createProviders(settings: Settings): readonly ProviderModels[] {
    return settings.providers.map((instance) => {
      const strategy = this.strategies.find(({ type }) => type === instance.type);
      if (strategy === undefined) throw new Error(`no strategy for providers of type ${instance.type}`);
      return new ProviderModels(
        strategy.create(instance, settings),
        instance.models,
        settings.configuredProviderModelsMode,
      );
    });
  }

  private resolve(name: string, caller: Caller): ResolvedModel {
    const slash = name.indexOf('/');
    const named = slash > 0 ? this.byName.get(name.slice(0, slash)) : undefined;
    if (named !== undefined) {
      const model = name.slice(slash + 1);
      const isListed = named.has(model);
      if (isListed || (model !== '' && named.takesUnlisted)) {
        return { provider: named.provider, model, isListed };
      }
      throw this.unknownModel(name, caller);
    }
    const serving = this.providers.find((models) => models.has(name));
    if (serving === undefined) throw this.unknownModel(name, caller);
    return { provider: serving.provider, model: name, isListed: true };
  }

  private unknownModel(askedFor: string, caller: Caller): GatewayError {
    const name = askedFor.slice(0, LONGEST_QUOTED);
    const waiting = this.providers
      .filter((models) => !models.isComplete)
      .map(({ provider }) => provider.name);
    if (waiting.length > 0) {
      const message = `The models of ${waiting.join(', ')} are not known yet. Try again soon, or name the provider: ${waiting[0] ?? ''}/${name}.`;
      return new GatewayError('upstream_unavailable', message, { param: 'model' });
    }
    const nearest = findNearest(
      name,
      this.listModels(caller).map(({ id }) => id),
    );
    const hint =
      nearest.length > 0 ? `Did you mean ${nearest.join(', ')}?` : 'GET /v1/models lists what there is.';
    return new GatewayError(
      'model_not_found',
      `The model ${JSON.stringify(name)} does not exist here. ${hint}`,
      {
        param: 'model',
      },
    );
  }
}

/** @throws GatewayError permission_denied. */
function requireModelRight({ principal }: Caller, names: readonly string[]): void {
  if (mayUseModel(principal, names)) return;
  throw new GatewayError(
    'permission_denied',
    `This key has no right to the model ${JSON.stringify(names[0]?.slice(0, LONGEST_QUOTED))}; GET /v1/models lists those it may use.`,
    { param: 'model' },
  );
}
