import type { CatalogueRow } from './catalogue-row.js';
import type { ProviderSettings } from './provider-settings.js';

/**
 * What the settings loader must know of a kind of provider, so that it needs no list of its own. Each provider folder
 * exports one; `providers.module.ts` lists them.
 */
export interface ProviderType {
  /** The value of `type:` in config.yaml, and the name of the instance made from unsuffixed variables. */
  readonly type: string;
  /** `BAILIAN` makes `BAILIAN_API_KEY` and `BAILIAN_EAST_API_KEY` instances of this type; none: config.yaml only. */
  readonly environmentPrefix?: string;
  /** The rows of its built-in catalogue, over which those of config.yaml are merged. */
  readonly catalogue?: () => readonly CatalogueRow[];
  /** The names of its regions, where it has any. */
  readonly regions?: readonly string[];
  /** The problems of one instance, each with the key it is about (`region`); empty when it can be used. */
  check(settings: ProviderSettings): readonly SettingProblem[];
}

export interface SettingProblem {
  /** A key of ProviderSettings as written in config.yaml, e.g. `workspace_id`. */
  readonly key: string;
  /** What is wrong and what to do; never the value of a secret. */
  readonly message: string;
}
