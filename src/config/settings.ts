import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import { type CatalogueRow } from './catalogue-row.js';
import { IsDatabaseUrl } from './is-database-url.decorator.js';
import type { ConfiguredLimits } from './limit-settings.js';
import { KEY, KEY_RULE } from './key-form.js';
import { type ProviderSettings } from './provider-settings.js';

export const MODELS_MODES = ['merge', 'fallback', 'allowlist'] as const;
export const COMPATIBILITY_MODES = ['adapt', 'strict'] as const;
export const OUTPUT_CAP_MODES = ['forward', 'preserve'] as const;
export const JSON_SCHEMA_FALLBACKS = ['refuse', 'emulate'] as const;
export const REASONING_OUTPUTS = ['summary', 'raw', 'none'] as const;
export const REVOKED_STREAMS = ['finish', 'end'] as const;
const OIDC_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export const LOG_FORMATS = ['json', 'pretty'] as const;

/**
 * Every setting of the gateway, validated and frozen. A property `maxBodyBytes` is the variable MAX_BODY_BYTES and the key
 * `max_body_bytes` of config.yaml; the environment wins. Durations are milliseconds, sizes are bytes.
 */
export class Settings {
  /** 0 picks a free port. */
  @IsInt()
  @Min(0)
  @Max(65535)
  readonly port: number = 8080;

  @Matches(/^\/(?:[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*)?$/, { message: 'must be / or a path such as /ai' })
  readonly basePath: string = '/';

  /** Default: 127.0.0.1 without a master key, 0.0.0.0 with one. */
  @IsString()
  readonly host!: string;

  /** Prometheus metrics and health; 0 switches it off. */
  @IsInt()
  @Min(0)
  @Max(65535)
  readonly managementPort: number = 9464;

  @IsOptional()
  @MinLength(8)
  @Matches(KEY, { message: KEY_RULE })
  readonly gatewayMasterKey?: string;

  /** Permits a HOST beyond loopback without a master key. */
  @IsBoolean()
  readonly gatewayAnonymous: boolean = false;

  @IsIn(MODELS_MODES)
  readonly configuredProviderModelsMode: (typeof MODELS_MODES)[number] = 'merge';

  /** How often each provider is asked for its models again. */
  @IsInt()
  @Min(1000)
  readonly modelsRefreshMs: number = 300_000;

  /** What becomes of a value that a model does not take: changed to one that it takes and reported, or refused. */
  @IsIn(COMPATIBILITY_MODES)
  readonly compatibility: (typeof COMPATIBILITY_MODES)[number] = 'adapt';

  /** Whether a `max_tokens` that is meant for the answer alone grows by the thinking budget, since upstream it counts both. */
  @IsIn(OUTPUT_CAP_MODES)
  readonly outputCap: (typeof OUTPUT_CAP_MODES)[number] = 'forward';

  /** What becomes of a JSON schema for a model that knows JSON mode only. */
  @IsIn(JSON_SCHEMA_FALLBACKS)
  readonly jsonSchemaFallback: (typeof JSON_SCHEMA_FALLBACKS)[number] = 'refuse';

  /** How Responses show reasoning: as its summary, which every client understands, as it is, or not at all. */
  @IsIn(REASONING_OUTPUTS)
  readonly reasoningOutput: (typeof REASONING_OUTPUTS)[number] = 'summary';

  /** Regions whose hosts may be asked which of them takes a key that the instance's own refuses; `all` is every region. */
  @IsArray()
  @IsString({ each: true })
  readonly regionDiagnosis: readonly string[] = [];

  /** `sqlite:<path>`, `sqlite::memory:` or `postgres://…`. May hold a password: never printed. */
  @IsDatabaseUrl()
  readonly databaseUrl: string = 'sqlite:./data/gateway.db';

  /** Connections to PostgreSQL that each replica holds at most. */
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly databasePoolSize: number = 10;

  /** For a connection to PostgreSQL, also for one of the pool to become free. */
  @IsInt()
  @Min(1)
  readonly databaseConnectTimeoutMs: number = 3_000;

  /** For one statement in PostgreSQL. */
  @IsInt()
  @Min(1)
  readonly databaseStatementTimeoutMs: number = 5_000;

  /** How long keys that this replica knows go on while the store cannot be reached. */
  @IsInt()
  @Min(0)
  readonly storeOutageGraceMs: number = 600_000;

  /** How many keys each replica remembers. */
  @IsInt()
  @Min(2)
  readonly keyCacheSize: number = 10_000;

  /** What becomes of streams of a key that is taken back: they run out, or end at once. */
  @IsIn(REVOKED_STREAMS)
  readonly revokedStreams: (typeof REVOKED_STREAMS)[number] = 'finish';

  /** Whether /admin/v1 is served on the management port alone. */
  @IsBoolean()
  readonly adminManagementOnly: boolean = false;

  /** The identity provider whose tokens are taken beside keys, exactly as its tokens name it. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  readonly oidcIssuer?: string;

  /** Tokens must be meant for one of these. */
  @IsArray()
  @IsString({ each: true })
  readonly oidcAudience: readonly string[] = [];

  /** Only asymmetric ones: with others, whoever knows the public key could sign. */
  @IsArray()
  @IsIn(OIDC_ALGORITHMS, { each: true })
  readonly oidcAlgorithms: readonly string[] = ['RS256', 'PS256', 'ES256'];

  /** How far the clocks may differ. */
  @IsInt()
  @Min(0)
  @Max(300)
  readonly oidcClockToleranceSeconds: number = 30;

  /** The claim that names the team; a path such as `resource.team` goes into objects. */
  @IsString()
  readonly oidcTeamClaim: string = 'team';

  /** `<value of the claim>=<id of a team>` each; without any, the value is the id. */
  @IsArray()
  @Matches(/^.+=[^=]+$/, { each: true, message: 'each must be <value of the claim>=<id of a team>' })
  readonly oidcTeams: readonly string[] = [];

  @IsString()
  readonly oidcRoleClaim: string = 'roles';

  /** Values of that claim which make an administrator. */
  @IsArray()
  @IsString({ each: true })
  readonly oidcAdministrators: readonly string[] = [];

  /** Values of that claim which make a manager of the team. */
  @IsArray()
  @IsString({ each: true })
  readonly oidcManagers: readonly string[] = [];

  /** `redis://…` or `rediss://…`: what replicas share. May hold a password: never printed. */
  @IsOptional()
  @IsUrl(
    { require_tld: false, require_protocol: true, protocols: ['redis', 'rediss'] },
    { message: 'must be redis://<user>:<password>@<host>:<port>/<number>, or rediss:// for TLS' },
  )
  readonly redisUrl?: string;

  /** How many replicas there are, where no Redis counts them. Each lets through its share of every limit. */
  @IsInt()
  @Min(1)
  readonly replicas: number = 1;

  /**
   * What sealed text is made unreadable with: the first seals, all open. Needed with PostgreSQL, where replicas share it; made
   * once beside a SQLite file.
   */
  @IsArray()
  @MinLength(32, { each: true, message: 'each must have at least 32 characters' })
  @Matches(KEY, { each: true, message: KEY_RULE })
  readonly gatewaySecretKey: readonly string[] = [];

  /** Whether responses and conversations may be stored; if not, every response says `store: false`. */
  @IsBoolean()
  readonly responsesStore: boolean = true;

  /** How long responses are kept after they were made, continued or, for conversations, used. */
  @IsInt()
  @Min(1)
  @Max(36_500)
  readonly responsesRetentionDays: number = 30;

  /** How many background responses this replica makes at a time; 0 leaves them to others. */
  @IsInt()
  @Min(0)
  @Max(1000)
  readonly backgroundConcurrency: number = 4;

  @IsInt()
  @Min(1024)
  readonly maxBodyBytes: number = 33_554_432;

  /** What uploads that wait on disk may take up together; one has at most 500 MB, a batch file twice that while it is checked. */
  @IsInt()
  @Min(1024)
  readonly uploadSpoolBytes: number = 4_294_967_296;

  /** What the files that one request carries or names may have together, before text is made of them. */
  @IsInt()
  @Min(1024)
  readonly fileInputMaxBytes: number = 33_554_432;

  /** How long reading one of them from its upstream may take, and how long making text of a PDF. */
  @IsInt()
  @Min(1)
  readonly fileInputTimeoutMs: number = 20_000;

  @IsInt()
  @Min(1)
  readonly upstreamConnectTimeoutMs: number = 5_000;

  @IsInt()
  @Min(1)
  readonly upstreamFirstByteTimeoutMs: number = 600_000;

  /** The longest silence between two pieces of an answer. */
  @IsInt()
  @Min(1)
  readonly upstreamIdleTimeoutMs: number = 300_000;

  @IsInt()
  @Min(1)
  readonly upstreamTotalTimeoutMs: number = 3_600_000;

  /** How long running requests may go on after SIGTERM. */
  @IsInt()
  @Min(0)
  readonly drainTimeoutMs: number = 30_000;

  /** A streamed answer gets a comment after this much silence, so that proxies keep it open. */
  @IsInt()
  @Min(1)
  readonly heartbeatIntervalMs: number = 15_000;

  /** Origins that browsers may call from; `*` is all. */
  @IsArray()
  @Matches(/^(\*|https?:\/\/[^/\s]+)$/, {
    each: true,
    message: 'each must be * or an origin such as https://chat.example.com',
  })
  readonly corsOrigins: readonly string[] = [];

  /** Addresses or CIDR ranges whose X-Forwarded-For is believed. */
  @IsArray()
  @Matches(/^(loopback|linklocal|uniquelocal|[\da-fA-F.:]+(\/\d+)?)$/, {
    each: true,
    message: 'each must be an address, a CIDR range, or loopback',
  })
  readonly trustedProxies: readonly string[] = [];

  /** For https upstreams. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  readonly httpsProxy?: string;

  /** Hosts that are called without it, comma-separated. */
  @IsOptional()
  @IsString()
  readonly noProxy?: string;

  @IsIn(LOG_LEVELS)
  readonly logLevel: (typeof LOG_LEVELS)[number] = 'info';

  /** Default: pretty on a terminal, json elsewhere. */
  @IsIn(LOG_FORMATS)
  readonly logFormat!: (typeof LOG_FORMATS)[number];

  /** Where traces are sent by OTLP over HTTP, less `/v1/traces`; without it tracing is off. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  readonly otelExporterOtlpEndpoint?: string;

  /** `name=value` pairs that the collector wants as headers. */
  @IsOptional()
  @IsArray()
  @Matches(/^[^\s=]+=/, { each: true, message: 'each must be name=value' })
  readonly otelExporterOtlpHeaders?: readonly string[];

  /** What part of the traces that begin here is kept; of those that begin elsewhere the sender has decided. */
  @IsNumber()
  @Min(0)
  @Max(1)
  readonly otelTracesSamplerArg: number = 1;

  @IsString()
  readonly otelServiceName: string = 'bailian-gateway';

  /** In the order in which a plain model name is looked for: config.yaml, then the environment by name. */
  @IsArray()
  readonly providers: readonly ProviderSettings[] = [];

  /** `{ name: provider/model }`. */
  @IsObject()
  readonly aliases: Readonly<Record<string, string>> = {};

  /** Rows that add to the built-in catalogues of models, or correct them. */
  @IsArray()
  readonly catalogue: readonly CatalogueRow[] = [];

  /** What models and providers take at most, from everybody together. */
  @IsObject()
  readonly limits: ConfiguredLimits = { models: {}, providers: {} };
}
