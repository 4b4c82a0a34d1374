import { appendFileSync } from "node:fs";
import process from "node:process";

/** How many of something passed, failed and were skipped. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Hands the counts to .ci/run, which adds up the lines of the file that SITREP_COUNTS names. Without it nothing is written. */
export function report({ passed, failed, skipped }: Counts): void {
  const file = process.env.SITREP_COUNTS;
  if (file) appendFileSync(file, `${passed} ${failed} ${skipped}\n`);
}
