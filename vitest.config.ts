import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'web/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/long/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // One PostgreSQL serves every file; more workers than cores only make timings noisy.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
