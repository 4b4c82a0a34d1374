import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest goes first: whole programs that are killed, browsers, stories. Nothing waits for one of them at the end. */
const longest = [
  "/test/chaos/",
  "/test/browser/",
  "/test/real/",
  "/test/workspace/page/",
  "/test/stories/",
  "browser.test",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((part) => moduleId.includes(part));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/kit/postgres.ts"],
    // Stories, browsers and databases spend a good part of their time waiting, so there are two more than there are cores;
    // with more than eight the databases get in each other's way.
    pool: "forks",
    maxWorkers: Math.min(8, availableParallelism() + 2),
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ["default", "./scripts/reporter.ts"],
  },
});
