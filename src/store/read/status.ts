import type { Instant } from "../../base/clock.ts";
import { type Incident, isOpen, type Update } from "../../domain/incident/state.ts";
import type { Maintenance } from "../../domain/maintenance/state.ts";
import type { StatusByHand } from "../../domain/status/component.ts";
import { statusesByHand } from "../board.ts";
import { readIncident } from "../incidents.ts";
import { toJson } from "../json.ts";
import { maintenanceMark, maintenancesAhead, pastMaintenances } from "../maintenance.ts";
import type { Tx } from "../store.ts";
import type { PostTable } from "../tables.ts";
import { readUpdate } from "../updates.ts";

/** An incident as the public may know it: published, not private, no drill; and of its updates only the public ones. */
export interface PublicIncident {
  incident: Incident;
  /** Oldest first. */
  updates: Update[];
}

/** Everything that the public page is made from. Of maintenances and settings by hand, internal ones may be among them. */
export interface PublicMatters {
  /** Open ones, newest first. */
  open: PublicIncident[];
  /** Ended ones, the last to end first. */
  past: PublicIncident[];
  maintenance: { ahead: Maintenance[]; past: Maintenance[] };
  byHand: StatusByHand[];
  /** When the store was made: what was before is not known. */
  since: Instant;
}

/** How many ended incidents the page can show at most: bounds the snapshot, whatever happened in the window. */
const MOST_PAST = 1_000;

/** How many incidents' updates are asked for at once; both stores bound the parameters of a query. */
const AT_ONCE = 500;

/** What the status page shows: what is open and ahead now, and what ended since `since`. */
export async function publicMatters(tx: Tx, since: Instant): Promise<PublicMatters> {
  const incidents = await publicIncidents(tx, since);
  const ahead = await maintenancesAhead(tx);
  // Asked second, as with incidents: what ended in between is in both, and counts once, as what it is now.
  const past = await pastMaintenances(tx, since);
  const over = new Set(past.map(({ id }) => id));
  return {
    ...incidents,
    maintenance: { ahead: ahead.filter(({ id }) => !over.has(id)), past },
    byHand: await statusesByHand(tx),
    since: await madeAt(tx),
  };
}

async function publicIncidents(tx: Tx, since: Instant): Promise<{ open: PublicIncident[]; past: PublicIncident[] }> {
  const shown = tx.selectFrom("incident").select(["id", "body"]).where("published", "=", 1).where("private", "=", 0);
  // In the order of the index of open ones, so that it is that one which is read, not a year of ended ones.
  const running = await shown.where("state", "=", "open").orderBy("number").execute();
  // Asked second: what ended in between is in both, and counts once, as what it is now.
  const over = await shown.where("ended_at", ">=", since).orderBy("ended_at", "desc").limit(MOST_PAST).execute();
  const newest = new Map([...running, ...over].map((row) => [row.id, readIncident(row)]));
  const incidents = [...newest.values()].filter(({ kind }) => kind !== "drill");
  const ended = (incident: Incident) => incident.resolvedAt ?? incident.closure?.at ?? 0;
  const open = incidents.filter(isOpen).toSorted((a, b) => b.number - a.number);
  const past = incidents
    .filter((incident) => !isOpen(incident))
    .toSorted((a, b) => ended(b) - ended(a) || b.number - a.number);
  return { open: await withUpdates(tx, open), past: await withUpdates(tx, past) };
}

/** A mark that changes whenever what {@link publicMatters} answers may have changed: cheap to ask for, only good for comparing. */
export async function publicMark(tx: Tx, since: Instant): Promise<string> {
  const row = await tx
    .selectFrom("incident")
    .select((eb) => [
      eb.fn.countAll<number>().as("count"),
      // A correction of an update is a decision, too, and every decision counts here.
      eb.fn.sum<number>("version").as("versions"),
      eb.fn.max("number").as("newest"),
    ])
    .where("published", "=", 1)
    .where("private", "=", 0)
    .where((eb) => eb.or([eb("ended_at", "is", null), eb("ended_at", ">=", since)]))
    .executeTakeFirst();
  const incidents = `${row?.count ?? 0} ${row?.versions ?? 0} ${row?.newest ?? 0}`;
  return [incidents, await maintenanceMark(tx), toJson(await statusesByHand(tx))].join(" / ");
}

async function madeAt(tx: Tx): Promise<Instant> {
  const row = await tx
    .selectFrom("schema_version")
    .select((eb) => eb.fn.min("at").as("at"))
    .executeTakeFirst();
  return row?.at ?? 0;
}

async function withUpdates(tx: Tx, incidents: Incident[]): Promise<PublicIncident[]> {
  const posts: PostTable[] = [];
  for (let from = 0; from < incidents.length; from += AT_ONCE) {
    const ids = incidents.slice(from, from + AT_ONCE).map(({ id }) => id);
    const rows = await tx
      .selectFrom("post")
      .selectAll()
      .where("incident_id", "in", ids)
      .where("audience", "=", "public")
      .orderBy("incident_id")
      .orderBy("number")
      .execute();
    posts.push(...rows);
  }
  const byIncident = Map.groupBy(posts, (post) => post.incident_id);
  return incidents.map((incident) => ({ incident, updates: (byIncident.get(incident.id) ?? []).map(readUpdate) }));
}
