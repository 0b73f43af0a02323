import type { MODELS_MODES } from '../config/settings.js';
import type { ModelObject } from '../contracts/model-list.js';
import type { Provider } from '../contracts/provider.js';
import { describeListed } from './describe-listed.js';

export type ModelsMode = (typeof MODELS_MODES)[number];

/** The models of one provider: those that its upstream named last, those that are configured, or both, by the mode. */
export class ProviderModels {
  /** Milliseconds; of the last list that the upstream sent. */
  discoveredAt?: number;
  /** Why the last discovery failed; unset after one that went well. */
  failure?: string;
  private listed: ReadonlyMap<string, ModelObject> = new Map();
  private lastList: readonly ModelObject[] = [];
  private readonly configured: readonly ModelObject[];

  constructor(
    readonly provider: Provider,
    configuredIds: readonly string[],
    private readonly mode: ModelsMode,
  ) {
    this.configured = configuredIds.map((id) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: provider.name,
    }));
    this.listed = this.describe(this.configured);
  }

  get isDiscovered(): boolean {
    return this.mode !== 'allowlist';
  }

  /** Whether an attempt to discover has ended, well or badly. */
  get wasTried(): boolean {
    return this.discoveredAt !== undefined || this.failure !== undefined;
  }

  /** Whether a model that is not listed is known not to exist; before the first list it may. */
  get isComplete(): boolean {
    if (this.mode === 'allowlist' || this.discoveredAt !== undefined) return true;
    return this.mode === 'fallback' && this.configured.length > 0 && this.failure !== undefined;
  }

  /** Whether a client may name a model here that no list has. */
  get takesUnlisted(): boolean {
    return this.mode !== 'allowlist';
  }

  has(id: string): boolean {
    return this.listed.has(id);
  }

  get size(): number {
    return this.listed.size;
  }

  /** By id, each with what is known of it. Another map after each change. */
  get models(): ReadonlyMap<string, ModelObject> {
    return this.listed;
  }

  /** Begins with the list that another had of the same provider, until its own comes. */
  takeOver({ discoveredAt, lastList }: ProviderModels): void {
    if (discoveredAt === undefined || !this.isDiscovered) return;
    this.discovered(lastList);
    this.discoveredAt = discoveredAt;
  }

  /** The upstream sent its list. A later failure keeps it. */
  discovered(models: readonly ModelObject[]): void {
    this.lastList = models;
    this.discoveredAt = Date.now();
    this.failure = undefined;
    const isFallbackNeeded = this.mode === 'merge' || models.length === 0;
    this.listed = this.describe(isFallbackNeeded ? [...this.configured, ...models] : models);
  }

  failed(reason: string): void {
    this.failure = reason;
  }

  /** Later entries win: what the upstream says of a model beats the bare configured id. */
  private describe(models: readonly ModelObject[]): ReadonlyMap<string, ModelObject> {
    const facts = (id: string): object => describeListed(this.provider.describeModel(id));
    return new Map(models.map((model) => [model.id, { ...model, ...facts(model.id) }]));
  }
}
