import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/kit/postgres.ts"],
    // Stories, browsers and databases spend their time waiting, so two run beside each other even on one core; with more
    // than eight the databases get in each other's way.
    pool: "forks",
    maxWorkers: Math.min(8, Math.max(2, availableParallelism())),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ["default", "./scripts/reporter.ts"],
  },
});
