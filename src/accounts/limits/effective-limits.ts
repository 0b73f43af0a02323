import { Inject, Injectable } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { type RateLimits, SharedLimits } from '../../contracts/rate-limits.js';

/** The limits of models and providers: as administrators set them, else as config.yaml has them. */
@Injectable()
export class EffectiveLimits implements SharedLimits {
  private readonly models: ReadonlyMap<string, RateLimits>;
  private readonly providers: ReadonlyMap<string, RateLimits>;

  constructor(
    { limits }: Settings,
    @Inject(SharedLimits) private readonly stored: SharedLimits,
  ) {
    this.models = new Map(Object.entries(limits.models));
    this.providers = new Map(Object.entries(limits.providers));
  }

  ofModel(model: string): RateLimits | undefined {
    return this.stored.ofModel(model) ?? this.models.get(model);
  }

  ofProvider(provider: string): RateLimits | undefined {
    return this.stored.ofProvider(provider) ?? this.providers.get(provider);
  }
}
