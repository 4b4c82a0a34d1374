import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/base/clock.ts";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { loadMembers } from "../../src/base/members.ts";
import { loadConfig } from "../../src/config/load.ts";
import { loadTemplates } from "../../src/config/templates.ts";
import type { Timer } from "../../src/domain/timer.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { openStore } from "../../src/store/open.ts";
import { percentile, tell } from "./figures.ts";

const incidents = 10_000;
/** How many reminders come due in the window that is watched, and how long that is. */
const watched = 1_000;
const windowMs = 20_000;

/** How late reminders are with 10,000 open incidents, against plain setTimeout for the same moments in the same process. */
export async function lateness(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sitrep-bench-"));
  const clock = systemClock();
  const ids = ulids(clock);
  const store = await openStore({ file: join(folder, "sitrep.db"), log: silentLog, clock });
  const config = await loadConfig({ env: { SITREP_DATA_DIR: folder }, cwd: folder });
  const templates = await loadTemplates(fileURLToPath(new URL("../../templates", import.meta.url)));
  const ours: number[] = [];
  const all = await loadMembers<Timer>(
    new URL("../../src/domain/timers/", import.meta.url),
    (one): one is Timer => typeof one === "object",
    ({ kind }) => kind,
  );
  const timers = all.map(
    (timer): Timer => ({
      ...timer,
      wake(incident, event, terms) {
        const due = timer.next(incident, terms);
        if (due !== null && timer.kind === "ack") ours.push(clock.now() - due);
        return timer.wake(incident, event, terms);
      },
    }),
  );
  const engine = openEngine({
    store,
    terms: { ...config.terms, templates, guard: {} },
    timers,
    clock,
    ids,
    log: silentLog,
  });

  // A SEV1's heads-up for its acknowledgement comes 12 min after detection. Most wait for the next hour; some come now.
  const headsUp = 12 * 60_000;
  const begin = clock.now() + 30_000 + incidents * 3;
  const by = { kind: "api", id: "bench", name: "bench" } as const;
  const moments: number[] = [];
  const declare = (n: number) => {
    const offset = n < watched ? (n / watched) * windowMs : 60 * 60_000;
    if (n < watched) moments.push(begin + offset);
    return engine.handle({
      type: "incident.declare",
      incident: ids(),
      by,
      declaration: {
        severity: "SEV1",
        title: `Open ${n}`,
        drill: true,
        detectedAt: Math.min(clock.now(), begin + offset - headsUp),
      },
    });
  };
  for (let n = 0; n < incidents; n += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => declare(n + i)));
  engine.timers.start();
  await engine.idle();
  const left = begin - clock.now();
  if (left < 0) console.log(`seeding took ${-left} ms too long; the first reminders are late for that reason`);
  ours.length = 0;

  const plain: number[] = [];
  for (const at of moments) setTimeout(() => plain.push(clock.now() - at), at - clock.now());
  const cpuBefore = process.cpuUsage();
  await new Promise((wake) => setTimeout(wake, Math.max(0, begin - clock.now()) + windowMs + 500));
  const cpu = process.cpuUsage(cpuBefore);
  const [mine, theirs] = [percentile(ours, 0.99), percentile(plain, 0.99)];
  console.log(
    `${ours.length} reminders, p99 ${mine.toFixed(1)} ms late; setTimeout p99 ${theirs.toFixed(1)} ms; processor ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s`,
  );
  tell("lateness p99 with 10,000 open incidents, of plain setTimeout", mine / Math.max(1, theirs), {
    aim: 1.25,
    atMost: true,
  });
  await engine.stop();
  await store.close();
  await rm(folder, { recursive: true, force: true });
}
