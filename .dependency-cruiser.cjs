/**
 * The import rule: contracts <- everything; streaming <- dialects; dialects, config <- providers;
 * config <- store <- accounts, metrics; all of these <- http <- uploads <- attachments <- features <- app.module <- main. Logging
 * and secrets stand beside config and store.
 * Each layer names what it may import; whatever lies above it is forbidden.
 */
const FEATURES = [
  'chat',
  'responses',
  'conversations',
  'messages',
  'embeddings',
  'rerank',
  'files',
  'batches',
  'models',
  'explain',
  'passthrough',
  'realtime',
  'admin',
  'health',
  'reload',
];

const MAY_IMPORT = {
  contracts: [],
  streaming: ['contracts'],
  dialects: ['contracts', 'streaming'],
  config: ['contracts'],
  logging: ['contracts', 'config'],
  tracing: ['contracts', 'config'],
  providers: ['contracts', 'streaming', 'dialects', 'config', 'logging', 'tracing'],
  secrets: ['contracts', 'config', 'logging'],
  store: ['contracts', 'config', 'logging', 'tracing'],
  metrics: ['contracts', 'config', 'logging', 'store'],
  redis: ['contracts', 'config', 'logging', 'metrics'],
  accounts: ['contracts', 'config', 'logging', 'secrets', 'store', 'metrics', 'redis'],
  simulator: ['contracts'],
};
const BELOW_HTTP = Object.keys(MAY_IMPORT).filter((layer) => layer !== 'simulator');
MAY_IMPORT.http = BELOW_HTTP;
MAY_IMPORT.uploads = [...BELOW_HTTP, 'http'];
MAY_IMPORT.attachments = [...BELOW_HTTP, 'http', 'uploads'];
for (const feature of FEATURES) MAY_IMPORT[feature] = [...BELOW_HTTP, 'http', 'uploads', 'attachments'];

const NEST_OR_HTTP = '^(node:)?(https?|http2|net)$|node_modules/(@nestjs|express|axios|undici)/';
const SPEC = '\\.spec\\.ts$';
const folders = (names) => `^src/(${names.join('|')})/`;

const layerRules = Object.entries(MAY_IMPORT).map(([layer, below]) => ({
  name: `${layer}-imports-downwards`,
  severity: 'error',
  comment: `src/${layer} may import only itself${below.length ? ` and ${below.join(', ')}` : ''}.`,
  from: { path: folders([layer]) },
  to: { path: '^src/', pathNot: folders([layer, ...below]) },
}));

const rule = (name, comment, direction) => ({ name, comment, severity: 'error', ...direction });

module.exports = {
  forbidden: [
    ...layerRules,
    rule('folders-have-a-layer', 'Give the new folder of src a layer in .dependency-cruiser.cjs.', {
      from: { path: '^src/[^/]+/', pathNot: [folders(Object.keys(MAY_IMPORT)), '^src/cli/'] },
      to: {},
    }),
    rule('contracts-are-neutral', 'contracts know neither Nest nor HTTP.', {
      from: { path: '^src/contracts/', pathNot: SPEC },
      to: { path: NEST_OR_HTTP },
    }),
    rule('streaming-and-dialects-are-pure', 'streaming and dialects know neither Nest nor HTTP.', {
      from: { path: '^src/(streaming|dialects)/', pathNot: SPEC },
      to: { path: NEST_OR_HTTP },
    }),
    rule(
      'strategies-are-strangers',
      'One provider never imports another; what both need is in providers/upstream.',
      {
        from: { path: '^src/providers/([^/]+)/', pathNot: '^src/providers/upstream/' },
        to: { path: '^src/providers/[^/]+/', pathNot: '^src/providers/($1|upstream)/' },
      },
    ),
    rule('upstream-knows-no-strategy', 'What strategies share does not depend on one of them.', {
      from: { path: '^src/providers/upstream/' },
      to: { path: '^src/providers/', pathNot: '^src/providers/upstream/' },
    }),
    rule(
      'strategies-hide-behind-the-registry',
      'Only the files directly in src/providers import a strategy.',
      {
        from: { path: '^src/', pathNot: '^src/providers/' },
        to: { path: '^src/providers/[^/]+/' },
      },
    ),
    rule('app-and-main-are-on-top', 'Nothing in a folder imports the application module or an entry point.', {
      from: { path: '^src/[^/]+/', pathNot: [SPEC, '^src/cli/'] },
      to: { path: '^src/([^/]+|simulator/main)\\.ts$' },
    }),
    rule('no-imports-of-tests-or-tools', 'The program does not depend on tests, benchmarks or scripts.', {
      from: { path: '^src/', pathNot: SPEC },
      to: { path: '^(test|bench|scripts)/|\\.spec\\.ts$' },
    }),
    rule('no-cycles', 'A cycle hides which of two files is the lower one.', {
      from: {},
      to: { circular: true },
    }),
    rule(
      'no-barrels-or-drawers',
      'A file is one idea with a name of its own: no index, utils, helpers, common.',
      {
        from: {},
        to: {
          path: '\\b(index|util|utils|helper|helpers|common|misc)(/|\\.[jt]s$|\\.m[jt]s$)',
          pathNot: 'node_modules',
        },
      },
    ),
    rule('no-orphans', 'Nothing imports this file and it imports nothing: delete it.', {
      from: {
        orphan: true,
        pathNot: [SPEC, '^src/(simulator/)?main\\.ts$', '^(test|bench|scripts)/', '\\.d\\.ts$'],
      },
      to: {},
    }),
    rule('imports-resolve', 'The import does not lead to a file.', {
      from: {},
      to: { couldNotResolve: true },
    }),
    rule(
      'packages-are-dependencies',
      'The program may use only what package.json lists under dependencies.',
      {
        from: { path: '^src/', pathNot: SPEC },
        to: {
          dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
          dependencyTypesNot: ['type-only'],
          pathNot: 'node_modules/@types/',
        },
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
