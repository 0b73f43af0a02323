import { ArrayNotEmpty, IsArray, IsIn, IsOptional, IsString, IsUrl, Matches } from 'class-validator';
import { KEY, KEY_RULE } from './key-form.js';

export const OUTPUT_CAP_FIELDS = ['max_tokens', 'max_completion_tokens'] as const;

/** One provider instance: an entry of `providers:` in config.yaml, or a group of variables such as BAILIAN_EAST_*. */
export class ProviderSettings {
  /** Lower case; `x/y` in a request names the instance x. */
  @Matches(/^[a-z0-9][a-z0-9-]*$/, { message: 'a provider name has only lower-case letters, digits and -' })
  readonly name!: string;

  @IsString()
  readonly type!: string;

  /** Several keys are rotated. */
  @IsArray()
  @ArrayNotEmpty({ message: 'at least one key is needed' })
  @Matches(KEY, { each: true, message: KEY_RULE })
  readonly apiKeys!: readonly string[];

  /** Overrides region. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  readonly baseUrl?: string;

  @IsOptional()
  @IsString()
  readonly region?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9-]+$/, { message: 'a workspace id has only letters, digits and -' })
  readonly workspaceId?: string;

  /** Extra models, or all of them; see `configuredProviderModelsMode`. */
  @IsArray()
  @IsString({ each: true })
  readonly models: readonly string[] = [];

  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  readonly proxyUrl?: string;

  /** The wire name of the output cap; openai-compatible instances only (older servers know only `max_tokens`). */
  @IsOptional()
  @IsIn(OUTPUT_CAP_FIELDS)
  readonly outputCapField?: (typeof OUTPUT_CAP_FIELDS)[number];
}
