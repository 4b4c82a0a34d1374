import { join } from "node:path";
import type { Clock } from "./base/clock.ts";
import { openHttp } from "./base/http.ts";
import type { Log } from "./base/log.ts";
import type { Config } from "./config/config.ts";
import type { CopySettings } from "./config/copies.ts";
import { type Copies, openCopies } from "./out/copies.ts";
import type { CopyPlace } from "./out/copy.ts";
import { folderCopy } from "./out/copy-folder.ts";
import { branchCopy } from "./out/copy-git.ts";
import type { StatusPage } from "./web/status-page/server.ts";

/** The copies of the page that are wanted, each with what writes it. */
export function openPageCopies({
  config,
  page,
  clock,
  log,
  heard,
}: {
  config: Config;
  page: Pick<StatusPage, "export" | "version">;
  clock: Clock;
  log: Log;
  heard?: Parameters<typeof openCopies>[0]["heard"];
}): Copies {
  // Opened for the first bucket; an operator's own may lie inside.
  const anywhere = openHttp({ allowPrivate: true });
  const { copies } = config.statusPage;
  const kept = openCopies({
    copies: copies.map((copy, index) => {
      const twins = copies.slice(0, index).filter(({ to }) => to === copy.to).length;
      return {
        label: twins === 0 ? copy.to : `${copy.to}-${twins + 1}`,
        place: placeOf(copy, { http: anywhere.http, work: join(config.server.dataDir, `copy-${index}`) }),
        version: () => page.version(),
        files: () => page.export(copy.url),
        refreshMs: copy.refreshMs,
      };
    }),
    clock,
    log,
    heard,
  });
  return {
    ...kept,
    async stop() {
      await kept.stop();
      await anywhere.close();
    },
  };
}

function placeOf(
  copy: CopySettings,
  { http, work }: { http: ReturnType<typeof openHttp>["http"]; work: string },
): CopyPlace {
  switch (copy.to) {
    case "folder":
      return folderCopy(copy.path);
    case "s3":
      return lazily(copy, http);
    case "git":
      return branchCopy(copy, work);
  }
}

/** The signer is loaded by the first copy: a start has no use for it. */
function lazily(copy: Extract<CopySettings, { to: "s3" }>, http: ReturnType<typeof openHttp>["http"]): CopyPlace {
  return {
    name: `the bucket ${copy.bucket}`,
    async bring(files) {
      const { bucketCopy } = await import("./out/copy-s3.ts");
      return bucketCopy(copy, http).bring(files);
    },
  };
}
