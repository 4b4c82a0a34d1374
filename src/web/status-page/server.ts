import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { answerProblem } from "../../base/problem.ts";
import type { Terms } from "../../domain/terms.ts";
import type { Store } from "../../store/store.ts";
import { type Listening, listen } from "../listening.ts";
import { sendBody } from "./body.ts";
import { type ExportedFile, exportedFiles } from "./export.ts";
import { openFreshness } from "./freshness.ts";
import { openShelf } from "./shelf.ts";
import { type Branding, baseOf, siteOf } from "./site.ts";
import { openForms, type SubscriptionDoor } from "./subscribe.ts";

export interface StatusPageParts {
  host: string;
  port: number;
  branding: Branding;
  /** Where the page is reached from outside; null = where it listens. */
  url: string | null;
  store: Store;
  terms: Terms;
  clock: Clock;
  log: Log;
  /** Who takes subscriptions; absent = nobody, and there are no forms. */
  subscriptions?: SubscriptionDoor | undefined;
}

export interface StatusPage extends Listening {
  /** Something was committed. Hand it to the engine's `afterCommit`. */
  touch(): void;
  /** Brings the page up to date now. */
  refresh(): Promise<void>;
  /** The same thing as long as the page says the same; null while it is not known how things are. */
  version(): Promise<object | null>;
  /** The page as static files, for a copy at an address of its own, if it has one; null while it is not known how things are. */
  export(url: string | null): Promise<ExportedFile[] | null>;
}

/**
 * Opens the public listener. It only reads, but for its forms of subscribing: no session, and nothing of the admin side. What
 * it answers was made beforehand
 * and is the same for everybody, so that a flood of readers costs next to nothing; when the store is away, it shows what was
 * known, and says so. Where the page lies below a path of its host, it is found with that path and without it: proxies do both.
 */
export async function openStatusPage(parts: StatusPageParts): Promise<StatusPage> {
  const { host, port, clock } = parts;
  const freshness = openFreshness(parts);
  const { branding, terms } = parts;
  const site = siteOf({ branding, url: parts.url ?? "", since: clock.now(), policy: terms.policy });
  const base = baseOf(site);
  const shelf = openShelf(site);
  await freshness.refresh();

  const { subscriptions: door, log } = parts;
  const forms = door ? openForms({ site, door, known: () => freshness.known(), log }) : null;
  const answer = (req: IncomingMessage, res: ServerResponse, path: string) => {
    const known = freshness.known();
    if (!known) {
      const detail = "The status is not known yet: the store has not answered since the start. Ask again shortly.";
      return answerProblem(res, { status: 503, title: "Not known yet", detail }, { "retry-after": "2" });
    }
    sendBody(req, res, shelf(known, path));
  };
  const respond = (req: IncomingMessage, res: ServerResponse) => {
    const url = req.url ?? "/";
    const mark = url.indexOf("?");
    const whole = mark < 0 ? url : url.slice(0, mark);
    const path = base !== "" && `${whole}/`.startsWith(`${base}/`) ? whole.slice(base.length) || "/" : whole;
    if (forms?.(req, res, path)) return;
    if (req.method !== "GET" && req.method !== "HEAD") {
      const detail = "This page can only be read.";
      return answerProblem(res, { status: 405, title: "Wrong method", detail }, { allow: "GET, HEAD" });
    }
    const looking = freshness.glance();
    if (looking === null) return answer(req, res, path);
    looking.then(() => answer(req, res, path)).catch(() => res.destroy());
  };
  const listening = await listen(respond, { host, port });
  if (site.url === "") site.url = listening.url;

  return {
    ...listening,
    touch: () => freshness.touch(),
    refresh: () => freshness.refresh(),
    async version() {
      await freshness.refresh();
      const known = freshness.known();
      return known === null || known.stale ? null : known.snapshot;
    },
    async export(copyUrl) {
      await freshness.refresh();
      return exportedFiles({ ...site, url: copyUrl ?? site.url }, freshness.known(), site.url);
    },
    async close() {
      freshness.stop();
      await listening.close();
    },
  };
}
