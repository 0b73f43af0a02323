import { ModelListing } from './model-listing.js';
import type { ProviderModels } from './provider-models.js';

/** What names mean, as one set of settings has it. */
export interface ProviderTable {
  readonly providers: readonly ProviderModels[];
  readonly byName: ReadonlyMap<string, ProviderModels>;
  readonly aliases: ReadonlyMap<string, string>;
  readonly listing: ModelListing;
}

export function createProviderTable(
  providers: readonly ProviderModels[],
  aliasTargets: Readonly<Record<string, string>>,
): ProviderTable {
  const aliases = new Map(Object.entries(aliasTargets));
  return {
    providers,
    byName: new Map(providers.map((models) => [models.provider.name, models])),
    aliases,
    listing: new ModelListing(providers, aliases),
  };
}
