import { statfsSync } from "node:fs";
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

/** Nothing in these changes anything that another file could see: each test opens what it needs, and closes it. */
const tidy = ["test/{base,commands,config,domain,engine,in,out,store,templates,text}/**/*.test.ts"];

/** Where a disk does not have to be waited for, when there is room: what tests keep is gone with them. */
const memory = "/dev/shm";
const roomyBytes = 4 * 1024 ** 3;

function roomInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > roomyBytes;
  } catch {
    return false;
  }
}

export default defineConfig({
  test: {
    // Stories, browsers and databases spend a good part of their time waiting, so there is one more than there are cores;
    // with more than eight the databases get in each other's way.
    pool: "forks",
    maxWorkers: Math.min(8, availableParallelism() + 1),
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: roomInMemory() ? { TMPDIR: memory } : {},
    projects: [
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/**/*.test.ts"],
          exclude: tidy,
          globalSetup: ["test/kit/postgres.ts"],
        },
      },
      {
        extends: true,
        test: { name: "tidy", include: tidy, isolate: false, globalSetup: ["test/kit/postgres.ts"] },
      },
    ],
    reporters: ["default", "./scripts/reporter.ts"],
  },
});
