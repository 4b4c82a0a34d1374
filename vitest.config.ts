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

/** Pure functions and what is read from files: nothing in them changes anything that another file could see. */
const pure = ["test/base/**/*.test.ts", "test/{config,domain,templates,text}/**/*.test.ts"];

export default defineConfig({
  test: {
    // Stories, browsers and databases spend a good part of their time waiting, so there is one more than there are cores;
    // with more than eight the databases get in each other's way.
    pool: "forks",
    maxWorkers: Math.min(8, availableParallelism() + 1),
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/**/*.test.ts"],
          exclude: pure,
          globalSetup: ["test/kit/postgres.ts"],
        },
      },
      { extends: true, test: { name: "pure", include: pure, isolate: false } },
    ],
    reporters: ["default", "./scripts/reporter.ts"],
  },
});
