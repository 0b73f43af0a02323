import type { ModelObject } from '../contracts/model-list.js';
import { describeListed } from './describe-listed.js';
import type { ProviderModels } from './provider-models.js';

/** A model as GET /v1/models lists it. */
export type ListedModel = ModelObject & { readonly provider: string };

/** All models of all providers by the id that clients use, put together anew only after a provider's list changed. */
export class ModelListing {
  private sources: readonly unknown[] = [];
  private listed: ReadonlyMap<string, ListedModel> = new Map();

  constructor(
    private readonly providers: readonly ProviderModels[],
    private readonly aliases: ReadonlyMap<string, string>,
  ) {}

  /** Plain ids once, in order; `provider/id` where an earlier provider has the same; then the aliases. */
  get byId(): ReadonlyMap<string, ListedModel> {
    const sources = this.providers.map(({ models }) => models);
    if (this.sources.length === 0 || sources.some((source, at) => source !== this.sources[at])) {
      this.listed = this.merge();
      this.sources = sources;
    }
    return this.listed;
  }

  private merge(): ReadonlyMap<string, ListedModel> {
    const listed = new Map<string, ListedModel>();
    for (const { provider, models } of this.providers) {
      for (const model of models.values()) {
        const id = listed.has(model.id) ? `${provider.name}/${model.id}` : model.id;
        listed.set(id, { ...model, id, provider: provider.name });
      }
    }
    for (const [id, target] of this.aliases) listed.set(id, this.describeAlias(id, target));
    return listed;
  }

  private describeAlias(id: string, target: string): ListedModel {
    const slash = target.indexOf('/');
    const name = target.slice(0, slash);
    const provider = this.providers.find((models) => models.provider.name === name)?.provider;
    const facts = provider?.describeModel(target.slice(slash + 1));
    return { id, object: 'model', created: 0, owned_by: name, provider: name, ...describeListed(facts) };
  }
}
