import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The threat tests at full size, `npm run test:long`; one file at a time, because some of them measure. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/long/**/*.long.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
  },
});
