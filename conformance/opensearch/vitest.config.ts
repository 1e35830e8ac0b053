import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The comparison with OpenSearch, `conformance/opensearch/run`; apart from `npm test`, which needs no Java. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['conformance/opensearch/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 300_000,
  },
});
