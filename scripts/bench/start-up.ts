import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, tell } from "./figures.ts";
import { fillWithPast } from "./past.ts";
import { startBare, startSitrep, startWorkspace } from "./processes.ts";

const rounds = 5;

/** From start to first answer: empty, and with 100,000 past incidents, against a bare node process that listens. */
export async function startUp(): Promise<void> {
  const workspace = await startWorkspace();
  const empty = await mkdtemp(join(tmpdir(), "sitrep-bench-"));
  const full = await mkdtemp(join(tmpdir(), "sitrep-bench-"));
  await fillWithPast(full, 100_000);

  const times: Record<"bare" | "empty" | "full", number[]> = { bare: [], empty: [], full: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, begin] of [
      ["bare", () => startBare()],
      ["empty", () => startSitrep(workspace.url, empty)],
      ["full", () => startSitrep(workspace.url, full)],
    ] as const) {
      const started = await begin();
      times[name].push(started.readyMs);
      await started.stop();
    }
  }
  console.log(
    `bare ${median(times.bare).toFixed(0)} ms, empty ${median(times.empty).toFixed(0)} ms, with 100,000 past incidents ${median(times.full).toFixed(0)} ms`,
  );
  tell("start of an empty Sitrep, of a bare node start", median(times.empty) / median(times.bare), {
    aim: 6,
    atMost: true,
  });
  tell("start with 100,000 past incidents, of a bare node start", median(times.full) / median(times.bare), {
    aim: 6,
    atMost: true,
  });
  await workspace.stop();
  for (const folder of [empty, full]) await rm(folder, { recursive: true, force: true });
}
