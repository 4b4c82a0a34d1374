import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { answerProblem } from "../../base/problem.ts";
import type { Terms } from "../../domain/terms.ts";
import type { Store } from "../../store/store.ts";
import { type Listening, listen } from "../listening.ts";
import { type Body, bodyOf, type Kind, sendBody } from "./body.ts";
import { fileAt } from "./files.ts";
import { type Known, openFreshness } from "./freshness.ts";
import { historyPage, missingPage } from "./history.ts";
import { homePage } from "./home.ts";
import { incidentPage } from "./incident.ts";
import type { Frame } from "./layout.ts";
import type { Site } from "./site.ts";
import { isoOf } from "./times.ts";

export interface StatusPageParts {
  host: string;
  port: number;
  /** The name of what the page is about. */
  name: string;
  /** Where the page is reached from outside; null = where it listens. */
  url: string | null;
  store: Store;
  terms: Terms;
  clock: Clock;
  log: Log;
}

export interface StatusPage extends Listening {
  /** Something was committed. Hand it to the engine's `afterCommit`. */
  touch(): void;
  /** Brings the page up to date now. */
  refresh(): Promise<void>;
}

/**
 * Opens the public listener. It only reads: no session, no form, no script, and nothing of the admin side. What it answers
 * was made beforehand and is the same for everybody, so that a flood of readers costs next to nothing; when the store is
 * away, it shows what was known, and says so.
 */
export async function openStatusPage(parts: StatusPageParts): Promise<StatusPage> {
  const { host, port, clock } = parts;
  const freshness = openFreshness(parts);
  const site: Site = { name: parts.name, url: parts.url ?? "", since: clock.now() };
  const shelf = openShelf(site);
  await freshness.refresh();

  const answer = (req: IncomingMessage, res: ServerResponse, path: string) => {
    const known = freshness.known();
    if (!known) {
      const detail = "The status is not known yet: the store has not answered since the start. Ask again shortly.";
      return answerProblem(res, { status: 503, title: "Not known yet", detail }, { "retry-after": "2" });
    }
    sendBody(req, res, shelf(known, path));
  };
  const respond = (req: IncomingMessage, res: ServerResponse) => {
    if (req.method !== "GET" && req.method !== "HEAD") {
      const detail = "This page can only be read.";
      return answerProblem(res, { status: 405, title: "Wrong method", detail }, { allow: "GET, HEAD" });
    }
    const url = req.url ?? "/";
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
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
    async close() {
      freshness.stop();
      await listening.close();
    },
  };
}

/** The answers that were made so far of what is known; it is emptied when something else is known. */
function openShelf(site: Site): (known: Known, path: string) => Body {
  let made = new Map<string, Body>();
  let of = "";
  let last: Known["snapshot"] | null = null;

  return (known, path) => {
    // Pages say to the minute when they were true, so that is how long they last.
    const now = `${known.stale} ${Math.floor(known.asOf / 60_000)}`;
    if (known.snapshot !== last || now !== of) {
      made = new Map();
      last = known.snapshot;
      of = now;
    }
    const found = made.get(path);
    if (found) return found;
    const body = make(site, known, path);
    if (body) made.set(path, body);
    // What is not there is one body, not one for each address that somebody tries.
    return body ?? missing(made, site, known, path.startsWith("/api/"));
  };
}

function make(site: Site, known: Known, path: string): Body | null {
  const { snapshot, asOf, stale } = known;
  const frame: Frame = { name: site.name, asOf, stale };
  const asked = { asOf: stale ? isoOf(asOf) : null };
  const send = (kind: Kind, text: string) => bodyOf(kind, text, asked);

  if (path === "/") return send("html", homePage(frame, snapshot));
  if (path === "/history") return send("html", historyPage(frame, snapshot));
  const file = fileAt({ site, snapshot, asOf }, path);
  if (file) return send(file.kind, file.text);
  const [, id] = /^\/incidents\/([0-9a-z]{12})$/.exec(path) ?? [];
  const incident = id === undefined ? undefined : [...snapshot.open, ...snapshot.past].find((one) => one.id === id);
  return incident ? send("html", incidentPage(frame, snapshot, incident)) : null;
}

function missing(made: Map<string, Body>, site: Site, { snapshot, asOf, stale }: Known, asJson: boolean): Body {
  const key = asJson ? "no JSON" : "no page";
  const found = made.get(key);
  if (found) return found;
  const problem = {
    type: "about:blank",
    title: "There is nothing here",
    status: 404,
    detail: "See /api/v2/summary.json.",
  };
  const body = asJson
    ? bodyOf("json", JSON.stringify(problem), { status: 404 })
    : bodyOf("html", missingPage({ name: site.name, asOf, stale }, snapshot), { status: 404 });
  made.set(key, body);
  return body;
}
