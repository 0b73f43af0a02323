/** Settings that other values of the chart decide. */
export const CHART_SETTINGS = ['databaseUrl', 'redisUrl'];

/** What the values of the chart are beyond the types of their defaults, by path. */
const NAME = { pattern: '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$' };
const QUANTITY = { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|K|M|G|T)?$' };
const COUNT = { minimum: 1 };
const PORT = { minimum: 1, maximum: 65535 };
const OPEN = { additionalProperties: true };

const RULES = {
  replicaCount: { minimum: 0 },
  'image.repository': { minLength: 1 },
  'image.digest': { pattern: '^(sha256:[0-9a-f]{64})?$' },
  'image.pullPolicy': { enum: ['Always', 'IfNotPresent', 'Never'] },
  existingSecret: NAME,
  configReload: { enum: ['restart', 'live'] },
  'database.type': { enum: ['sqlite', 'postgres'] },
  'database.sqlite.persistence.size': QUANTITY,
  'database.sqlite.persistence.accessModes': {
    items: { enum: ['ReadWriteOnce', 'ReadWriteOncePod'] },
    minItems: 1,
  },
  'database.sqlite.persistence.existingClaim': NAME,
  'database.postgres.existingSecret.name': NAME,
  'database.postgres.existingSecret.key': { minLength: 1 },
  'redis.existingSecret.name': NAME,
  'redis.existingSecret.key': { minLength: 1 },
  'spool.sizeLimit': QUANTITY,
  'extraCaCertificates.configMap': NAME,
  resources: OPEN,
  'resources.requests': OPEN,
  'resources.limits': OPEN,
  'resources.requests.cpu': { type: ['string', 'number'] },
  'resources.limits.cpu': { type: ['string', 'number'] },
  'service.type': { enum: ['ClusterIP', 'NodePort', 'LoadBalancer'] },
  'service.port': PORT,
  'service.metricsPort': PORT,
  'ingress.annotations': { additionalProperties: { type: 'string' } },
  'ingress.hosts': { items: { type: 'string', minLength: 1 } },
  'httpRoute.parentRefs': { items: { type: 'object', required: ['name'] } },
  'httpRoute.hostnames': { items: { type: 'string', minLength: 1 } },
  'autoscaling.minReplicas': { minimum: 0 },
  'autoscaling.maxReplicas': COUNT,
  'autoscaling.targetCPUUtilizationPercentage': COUNT,
  'autoscaling.inFlight.averageValue': COUNT,
  'podDisruptionBudget.maxUnavailable': { type: ['integer', 'string'], pattern: '^[0-9]+%$', minimum: 0 },
  'networkPolicy.egress.cidrs': { items: { type: 'string', pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$' } },
  'networkPolicy.egress.postgres.port': PORT,
  'networkPolicy.egress.redis.port': PORT,
  'networkPolicy.egress.otlp.port': PORT,
  'networkPolicy.cilium.hosts': { items: { type: 'string', minLength: 1 } },
  'serviceMonitor.interval': { pattern: '^[0-9]+(ms|s|m|h)$' },
  'grafanaDashboard.labels': { additionalProperties: { type: 'string' } },
  preStopSleepSeconds: { minimum: 0 },
  'probes.startup': OPEN,
  'probes.liveness': OPEN,
  'probes.readiness': OPEN,
};

/** values.schema.json of the chart: the defaults' own types, the rules above, and `config` from the settings classes. */
export function renderValuesSchema(defaults, config) {
  const root = describe(defaults, '');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...root,
    // `global` is what helm adds where the chart is part of another.
    properties: { ...root.properties, config, global: { type: 'object' } },
  };
}

function describe(value, path) {
  return { ...describeType(value, path), ...RULES[path] };
}

function describeType(value, path) {
  if (Array.isArray(value)) return { type: 'array' };
  switch (typeof value) {
    case 'boolean':
      return { type: 'boolean' };
    case 'number':
      return { type: 'integer' };
    case 'object':
      return describeObject(value, path);
    default:
      return { type: 'string' };
  }
}

/** An object that is empty by default is the user's: labels, annotations. */
function describeObject(value, path) {
  const entries = Object.entries(value);
  if (entries.length === 0) return { type: 'object' };
  const properties = entries.map(([key, inner]) => [
    key,
    describe(inner, path === '' ? key : `${path}.${key}`),
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false };
}
