import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/kit/postgres.ts"],
    // Stories, browsers and databases spend a good part of their time waiting, so there is one more than there are cores;
    // with more than eight the databases get in each other's way.
    pool: "forks",
    maxWorkers: Math.min(8, availableParallelism() + 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ["default", "./scripts/reporter.ts"],
  },
});
