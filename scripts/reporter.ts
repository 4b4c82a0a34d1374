import type { Reporter, TestModule } from "vitest/node";
import { type Counts, report } from "./counts.ts";

/**
 * Says at the end why tests were skipped, a line for each reason (`context.skip("no Chromium here")` gives one), and hands
 * the counts on. A file that could not be run at all counts as failed, and so does an error that no test was awaiting.
 */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts: Counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") counts.passed++;
        else if (result.state === "failed") counts.failed++;
        else {
          counts.skipped++;
          const why = (result.state === "skipped" && result.note) || `no reason given (${module.relativeModuleId})`;
          reasons.set(why, (reasons.get(why) ?? 0) + 1);
        }
      }
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
    }
    for (const [why, count] of reasons) console.log(`skipped: ${count} ${count === 1 ? "test" : "tests"}: ${why}`);
    report(counts);
  }
}
