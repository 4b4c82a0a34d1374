import { type Body, bodyOf, type Kind } from "./body.ts";
import { script } from "./dress.ts";
import { fileAt } from "./files.ts";
import type { Known } from "./freshness.ts";
import { historyPage } from "./history.ts";
import { homePage } from "./home.ts";
import { incidentPage } from "./incident.ts";
import type { Frame } from "./layout.ts";
import { maintenancePage } from "./maintenance.ts";
import { methodologyPage } from "./methodology.ts";
import { missingPage } from "./missing.ts";
import { pictureName, type Site } from "./site.ts";
import { subscribePage } from "./subscribe-pages.ts";
import { isoOf } from "./times.ts";

/** The answer at a path below the base, or null when there is nothing. */
export function bodyAt(site: Site, known: Known, path: string): Body | null {
  const { snapshot, asOf, stale } = known;
  const frame: Frame = { site, asOf, stale };
  const send = (kind: Kind, text: string) =>
    bodyOf(kind, text, {
      asOf: stale ? isoOf(asOf) : null,
      ...(kind === "html" ? { policy: site.dress.policy } : {}),
    });

  if (path === "/") return send("html", homePage(frame, snapshot));
  if (path === "/methodology") return send("html", methodologyPage(frame, snapshot));
  // With somebody to send them to, forms stand in the place of this page.
  if (path === "/subscribe")
    return send("html", subscribePage({ frame, snapshot }, { email: false, webhook: false }, null));
  if (path === "/page.js") return send("js", script);
  const picture = pictureAt(site, path);
  if (picture) return picture;
  const file = fileAt({ site, snapshot, asOf }, path);
  if (file) return send(file.kind, file.text);
  const history = /^\/history(?:\/(\d{4}-\d\d))?$/.exec(path);
  if (history) {
    const page = historyPage(frame, snapshot, history[1] ?? null);
    return page === null ? null : send("html", page);
  }
  const [, kind, id] = /^\/(incidents|maintenance)\/([0-9a-z]{12})$/.exec(path) ?? [];
  if (kind === "incidents") {
    const incident = [...snapshot.open, ...snapshot.past].find((one) => one.id === id);
    return incident ? send("html", incidentPage(frame, snapshot, incident)) : null;
  }
  const { ahead, past } = snapshot.maintenance;
  const maintenance = kind === undefined ? undefined : [...ahead, ...past].find((one) => one.id === id);
  return maintenance ? send("html", maintenancePage(frame, snapshot, maintenance)) : null;
}

/** What stands where nothing is. */
export function missingBody(site: Site, { snapshot, asOf, stale }: Known, as: "json" | "html"): Body {
  if (as === "html") {
    const page = missingPage({ site, asOf, stale }, snapshot);
    return bodyOf("html", page, { status: 404, policy: site.dress.policy });
  }
  const problem = {
    type: "about:blank",
    title: "There is nothing here",
    status: 404,
    detail: "See /api/v2/summary.json.",
  };
  return bodyOf("json", JSON.stringify(problem), { status: 404 });
}

function pictureAt({ branding: { logo, logoDark } }: Site, path: string): Body | null {
  for (const [name, picture] of [["logo", logo] as const, ["logo-dark", logoDark] as const]) {
    if (picture && path === pictureName(name, picture))
      // Opened by itself, a drawing must not be able to do more than it can within a page.
      return bodyOf(picture.type, picture.bytes, { policy: "default-src 'none'; style-src 'unsafe-inline'; sandbox" });
  }
  return null;
}
