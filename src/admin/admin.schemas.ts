import { ROUTE_GROUPS } from '../contracts/route-group.js';
import { type Schemas, schemaRef } from '../http/api-documents.js';

const LIMITS_EXAMPLE = { requests_per_minute: 600, tokens_per_minute: 100_000, concurrent: 20 };
export const ORGANISATION = {
  id: 'org_6f0d2f6c5f0e9d3a8a390d6f',
  object: 'organisation',
  name: 'Retail',
  labels: {},
  created_at: 1_790_000_000,
  version: 3,
};
export const TEAM = {
  ...ORGANISATION,
  id: 'team_6f0d2f6c5f0e9d3a8a390d6f',
  object: 'team',
  name: 'Search',
  organisation_id: ORGANISATION.id,
  limits: LIMITS_EXAMPLE,
};
export const KEY = {
  id: 'key_6f0d2f6c5f0e9d3a8a390d6f',
  object: 'key',
  team_id: TEAM.id,
  organisation_id: ORGANISATION.id,
  name: 'Support bot',
  role: 'member',
  models: ['qwen-*'],
  routes: null,
  limits: null,
  labels: {},
  expires_at: null,
  disabled: false,
  revoked_at: null,
  created_at: 1_790_000_000,
  created_by: 'master',
  secret_hints: ['x7Qf'],
  version: 4,
};
export const KEY_WITH_SECRET = { ...KEY, secret: 'gwk_…' };
export const SHARED_LIMIT = {
  object: 'limits',
  scope: 'model',
  name: 'qwen-max',
  limits: LIMITS_EXAMPLE,
  version: 5,
};
export const PROVIDER = {
  object: 'provider',
  name: 'bailian',
  type: 'bailian',
  status: 'ok',
  models: 159,
  reason: null,
  host: 'dashscope.aliyuncs.com',
  region: 'beijing',
};
export const AUDIT_ENTRY = {
  id: 'audit_6f0d2f6c5f0e9d3a8a390d6f',
  object: 'audit_entry',
  at: 1_790_000_000,
  actor: { key: 'master', team_id: 'default', role: 'administrator' },
  action: 'key.create',
  target: { type: 'key', id: KEY.id },
  team_id: TEAM.id,
  before: null,
  after: { id: KEY.id, name: KEY.name },
  address: '10.0.0.7',
  request_id: 'b1c2',
};

const TEXT = { type: 'string' };
const NULLABLE_TEXT = { type: ['string', 'null'] };
const SECONDS = { type: 'integer', description: 'Unix seconds.' };
const NULLABLE_SECONDS = { type: ['integer', 'null'], description: 'Unix seconds.' };
const VERSION = { type: 'integer', description: 'Of the latest change; the ETag.' };
const NAME = { type: 'string', minLength: 1, maxLength: 100 };
const LABELS = { type: ['object', 'null'], additionalProperties: { type: 'string', maxLength: 256 } };
const LIMIT = { type: ['integer', 'null'], minimum: 0, description: '0 allows nothing; null is no limit.' };
const LIMITS = {
  type: ['object', 'null'],
  properties: { requests_per_minute: LIMIT, tokens_per_minute: LIMIT, concurrent: LIMIT },
};
const ROLE = { type: 'string', enum: ['administrator', 'manager', 'member'] };
const RIGHTS = {
  models: { type: ['array', 'null'], items: TEXT, description: 'Patterns with `*`; null is all.' },
  routes: {
    type: ['array', 'null'],
    items: { type: 'string', enum: [...ROUTE_GROUPS] },
    description: 'null is all but `passthrough`.',
  },
  limits: LIMITS,
  labels: LABELS,
};
const EXPIRY = {
  type: ['integer', 'string', 'null'],
  description: 'Unix seconds, or ISO 8601 with a time zone; null is never.',
};

const object = (properties: Readonly<Record<string, unknown>>, required = Object.keys(properties)) =>
  ({ type: 'object', required, properties }) as Schemas[string];
const body = (properties: Readonly<Record<string, unknown>>, required: string[] = []) =>
  ({ type: 'object', required, properties, additionalProperties: false }) as Schemas[string];
const listOf = (name: string) =>
  object({
    data: { type: 'array', items: schemaRef(name) },
    has_more: { type: 'boolean' },
    next_cursor: NULLABLE_TEXT,
  });

const ORGANISATION_FIELDS = {
  id: TEXT,
  object: TEXT,
  name: TEXT,
  labels: LABELS,
  created_at: SECONDS,
  version: VERSION,
};
const KEY_FIELDS = {
  id: TEXT,
  object: TEXT,
  team_id: TEXT,
  organisation_id: TEXT,
  name: TEXT,
  role: ROLE,
  ...RIGHTS,
  expires_at: NULLABLE_SECONDS,
  disabled: { type: 'boolean' },
  revoked_at: NULLABLE_SECONDS,
  created_at: SECONDS,
  created_by: { type: 'string', description: 'The key that made it.' },
  secret_hints: {
    type: 'array',
    items: TEXT,
    description: 'The last characters of each secret that opens it.',
  },
  version: VERSION,
};

export const ADMIN_SCHEMAS: Schemas = {
  Organisation: object(ORGANISATION_FIELDS),
  OrganisationList: listOf('Organisation'),
  OrganisationRequest: body({ name: NAME, labels: LABELS }, ['name']),
  OrganisationUpdate: body({ name: NAME, labels: LABELS }),
  Team: object({ ...ORGANISATION_FIELDS, organisation_id: TEXT, limits: LIMITS }),
  TeamList: listOf('Team'),
  TeamRequest: body({ name: NAME, organisation_id: NULLABLE_TEXT, labels: LABELS, limits: LIMITS }, ['name']),
  TeamUpdate: body({ name: NAME, labels: LABELS, limits: LIMITS }),
  Key: object(KEY_FIELDS),
  KeyList: listOf('Key'),
  KeyRequest: body({ team_id: TEXT, name: NAME, role: ROLE, ...RIGHTS, expires_at: EXPIRY }, [
    'team_id',
    'name',
    'role',
  ]),
  KeyUpdate: body({ name: NAME, role: ROLE, ...RIGHTS, expires_at: EXPIRY, disabled: { type: 'boolean' } }),
  KeyRotation: body({ overlap_seconds: { type: 'integer', minimum: 0, maximum: 2_592_000, default: 0 } }),
  KeyWithSecret: object({
    ...KEY_FIELDS,
    secret: { type: 'string', description: 'Nobody can see it again.' },
  }),
  SharedLimit: object({ object: TEXT, scope: TEXT, name: TEXT, limits: LIMITS, version: VERSION }, [
    'scope',
    'name',
    'limits',
  ]),
  SharedLimitList: listOf('SharedLimit'),
  LimitsRequest: body({ limits: { ...LIMITS, type: 'object' } }, ['limits']),
  LimitsDeleted: object({ scope: TEXT, name: TEXT, object: TEXT, deleted: { type: 'boolean' } }),
  Provider: object({
    object: TEXT,
    name: TEXT,
    type: TEXT,
    status: { type: 'string', enum: ['ok', 'degraded'] },
    models: { type: 'integer' },
    reason: NULLABLE_TEXT,
    host: TEXT,
    region: NULLABLE_TEXT,
  }),
  ProviderList: listOf('Provider'),
  EffectiveSettings: object({ object: TEXT, settings: { type: 'object', additionalProperties: true } }),
  AuditEntry: object({
    id: TEXT,
    object: TEXT,
    at: SECONDS,
    actor: object({ key: TEXT, team_id: TEXT, role: TEXT }),
    action: TEXT,
    target: object({ type: TEXT, id: TEXT }),
    team_id: NULLABLE_TEXT,
    before: { type: ['object', 'null'], additionalProperties: true },
    after: { type: ['object', 'null'], additionalProperties: true },
    address: NULLABLE_TEXT,
    request_id: TEXT,
  }),
  AuditList: listOf('AuditEntry'),
};
