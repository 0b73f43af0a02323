import swc from 'unplugin-swc';
import { configDefaults, defineConfig } from 'vitest/config';

/** Of a client that only `npm run clients` installs. */
const NEEDS_INSTALLED_CLIENTS = ['test/clients/qwen-code.spec.ts'];

export default defineConfig({
  // Nest finds constructor dependencies through decorator metadata, which esbuild does not emit.
  plugins: [swc.vite({ module: { type: 'es6' } })],
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    exclude: [
      ...configDefaults.exclude,
      ...(process.env.CLIENTS_HOME === undefined ? NEEDS_INSTALLED_CLIENTS : []),
    ],
    globalSetup: ['test/support/temporary-directory.setup.ts'],
    setupFiles: ['reflect-metadata', 'test/support/response-streams.setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    maxWorkers: 2,
  },
});
