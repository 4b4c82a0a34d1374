import { join, resolve } from "node:path";
import type { Clock } from "./base/clock.ts";
import { silentLog } from "./base/log.ts";
import type { Config } from "./config/config.ts";
import { brandingOf } from "./config/status-page.ts";
import type { Terms } from "./domain/terms.ts";
import { bringFolder } from "./out/copy-folder.ts";
import { publicMatters } from "./store/read/status.ts";
import { openReader } from "./store/reader.ts";
import { exportedFiles } from "./web/status-page/export.ts";
import { yearMs } from "./web/status-page/freshness.ts";
import { siteOf } from "./web/status-page/site.ts";
import { snapshotOf } from "./web/status-page/snapshot.ts";

/**
 * `sitrep page export <folder>`: writes the whole status page as static files, from the store as it is now, also while Sitrep
 * runs. Returns what to print. Throws a sentence for the operator when it cannot.
 */
export async function exportPage({
  config,
  terms,
  cwd,
  folder,
  url,
  clock,
}: {
  config: Config;
  terms: Terms;
  cwd: string;
  folder: string;
  /** Where the copy will be found; absent = its feeds and JSON lead to the page itself. */
  url?: string | undefined;
  clock: Pick<Clock, "now">;
}): Promise<string> {
  const { server, statusPage } = config;
  const reader = await openReader({
    file: join(server.dataDir, "sitrep.db"),
    url: server.databaseUrl?.reveal(),
    log: silentLog,
  });
  try {
    const now = clock.now();
    const snapshot = snapshotOf(await publicMatters(reader.read, now - yearMs), terms);
    const branding = await brandingOf(statusPage);
    const site = siteOf({ branding, url: url ?? statusPage.url, since: now, policy: terms.policy });
    const files = (await exportedFiles(site, { snapshot, asOf: now, stale: false }, statusPage.url)) ?? [];
    const to = resolve(cwd, folder);
    const { written, removed } = await bringFolder(to, files);
    return `${files.length} files are in ${to}: ${written} written, ${removed} taken away, the others as they were.`;
  } finally {
    await reader.close();
  }
}
