import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ulids } from "../src/base/ids.ts";
import { silentLog } from "../src/base/log.ts";
import { loadConfig } from "../src/config/load.ts";
import { openEngine } from "../src/engine/engine.ts";
import { exportPage } from "../src/page-export.ts";
import { openStore } from "../src/store/open.ts";
import { storyClock } from "./kit/clock.ts";
import { alice } from "./kit/room.ts";
import { allTimers, someTerms } from "./kit/terms.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sitrep-export-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the page is written from the store of a Sitrep that runs, and brought in line the next time", async () => {
  const clock = storyClock(Date.parse("2026-11-21T09:00Z"));
  await writeFile(join(folder, "sitrep.yml"), 'status_page: { name: Acme, url: "https://status.example.com" }');
  const config = await loadConfig({ cwd: folder, env: { SITREP_DATA_DIR: folder } });
  const terms = someTerms();
  const asked = { config, terms, cwd: folder, folder: "site", clock };
  await expect(exportPage(asked)).rejects.toThrow("Run this where Sitrep runs");

  const ids = ulids(clock);
  const store = await openStore({ file: join(folder, "sitrep.db"), clock, log: silentLog });
  const engine = openEngine({ store, terms, timers: allTimers, clock, ids, log: silentLog });
  const incident = ids();
  const [component = ""] = terms.components.map(({ name }) => name);
  await engine.handle({
    type: "incident.declare",
    incident,
    by: alice,
    declaration: { severity: "SEV1", title: "Secret internal title", components: [component] },
  });
  expect(await exportPage(asked)).toMatch(/^\d+ files are in .*site: \d+ written, 0 taken away/);
  const index = () => readFile(join(folder, "site", "index.html"), "utf8");
  expect(await index()).toContain("All systems operational");

  await engine.handle({
    type: "incident.update",
    incident,
    by: alice,
    stage: "INVESTIGATING",
    words: { symptom: "requests fail", impact: "send any request", action: "restarting it" },
  });
  await exportPage({ ...asked, url: "https://copy.example.net" });
  expect(await index()).toContain("requests fail");
  expect(await index()).not.toContain("Secret internal title");
  expect(await readFile(join(folder, "site", "feed.atom"), "utf8")).toContain("https://copy.example.net/incidents/");
  await engine.stop();
  await store.close();
});
