/** Values that the chart refuses, with what it must say: which value, and for contradictions what to change. */
export const REFUSED_VALUES = [
  { values: 'replicaCount: 3', says: /SQLite.*replicaCount.*database\.type/ },
  { values: 'autoscaling: { enabled: true }', says: /SQLite.*autoscaling\.enabled/ },
  {
    values: 'database: { type: postgres, postgres: { existingSecret: { name: "" } } }',
    says: /database\.postgres\.existingSecret\.name/,
  },
  {
    values: 'database: { type: postgres }\nautoscaling: { enabled: true, minReplicas: 20 }',
    says: /autoscaling\.maxReplicas \(10\)/,
  },
  { values: 'existingSecret: ""', says: /GATEWAY_MASTER_KEY/ },
  {
    values: 'serviceMonitor: { enabled: true }\nconfig: { management_port: 0 }',
    says: /config\.management_port/,
  },
  { values: 'config: { port: 9464 }', says: /config\.port/ },
  { values: 'httpRoute: { enabled: true }', says: /httpRoute\.parentRefs/ },
  { values: 'ingress: { enabled: true, hosts: [] }', says: /ingress\.hosts/ },
  {
    values: 'networkPolicy: { enabled: false, cilium: { enabled: true } }',
    says: /networkPolicy\.enabled/,
  },
  // A list of kinds as a cluster has it, without the operator's.
  {
    values: 'prometheusRule: { enabled: true }',
    flags: ['--api-versions', 'apiregistration.k8s.io/v1'],
    says: /monitoring\.coreos\.com\/v1\/PrometheusRule.*prometheusRule\.enabled/,
  },
  // The schema.
  { values: 'replicas: 3', says: /replicas/ },
  { values: 'replicaCount: two', says: /replicaCount/ },
  { values: 'database: { type: mysql }', says: /database[./]type/ },
  { values: 'image: { digest: latest }', says: /image[./]digest/ },
  { values: 'config: { log_level: loud }', says: /config[./]log_level/ },
  { values: 'config: { prot: 80 }', says: /prot/ },
  { values: 'config: { port: 70000 }', says: /config[./]port/ },
  { values: 'config: { database_url: "sqlite::memory:" }', says: /database_url/ },
  { values: 'config: { gateway_master_key: secret-in-a-config-map }', says: /gateway_master_key/ },
  {
    values: 'config: { providers: { bailian: { type: bailian, api_key: sk-1 } } }',
    says: /api_key/,
  },
  { values: 'config: { bailian_east_api_key: sk-1 }', says: /bailian_east_api_key/ },
  { values: 'config: { providers: { x: { type: other } } }', says: /type/ },
  { values: 'networkPolicy: { egress: { cidrs: [example.com] } }', says: /cidrs/ },
];
