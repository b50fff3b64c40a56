import { defineConfig } from 'vitest/config';
import { filesAtOnce } from './test/helpers/files-at-once.ts';

// Real servers are slow on a busy two-core machine: generous limits, and never a sleep in a test.
const patient = { testTimeout: 300_000, hookTimeout: 300_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 30_000 } },
      {
        test: {
          name: 'real',
          include: ['test/integration/**/*.test.ts', 'test/cli/**/*.test.ts', 'test/chaos/**/*.test.ts'],
          globalSetup: ['test/helpers/global-setup.ts'],
          maxWorkers: filesAtOnce,
          // By itself: unit tests would take its workers.
          sequence: { groupOrder: 1 },
          ...patient,
        },
      },
    ],
  },
});
