import type { Instant } from "../../base/clock.ts";
import type { Incident, Update } from "../../domain/incident/state.ts";
import { readIncident } from "../incidents.ts";
import type { Tx } from "../store.ts";
import type { PostTable } from "../tables.ts";
import { readUpdate } from "../updates.ts";

/** An incident as the public may know it: published, not private, no drill; and of its updates only the public ones. */
export interface PublicIncident {
  incident: Incident;
  /** Oldest first. */
  updates: Update[];
}

/** How many ended incidents the page can show at most: bounds the snapshot, whatever happened in the window. */
const MOST_PAST = 1_000;

/** How many incidents' updates are asked for at once; both stores bound the parameters of a query. */
const AT_ONCE = 500;

/** What the status page shows: what is open now, and what ended since `since`. Both newest first. */
export async function publicIncidents(
  tx: Tx,
  since: Instant,
): Promise<{ open: PublicIncident[]; past: PublicIncident[] }> {
  // one question for both: an incident that ends meanwhile must not be in both lists, or in none
  const rows = await tx
    .selectFrom("incident")
    .select(["ended_at", "body"])
    .where("published", "=", 1)
    .where("private", "=", 0)
    .where("kind", "<>", "drill")
    .where((eb) => eb.or([eb("ended_at", "is", null), eb("ended_at", ">=", since)]))
    .orderBy("number", "desc")
    .execute();
  const open = rows.filter((row) => row.ended_at === null);
  const past = rows
    .filter((row) => row.ended_at !== null)
    .sort((a, b) => (b.ended_at ?? 0) - (a.ended_at ?? 0))
    .slice(0, MOST_PAST);
  return { open: await withUpdates(tx, open.map(readIncident)), past: await withUpdates(tx, past.map(readIncident)) };
}

/** A mark that changes whenever what {@link publicIncidents} answers may have changed: cheap to ask for, only good for comparing. */
export async function publicMark(tx: Tx, since: Instant): Promise<string> {
  const rows = await tx
    .selectFrom("incident")
    .select(["number", "version"])
    .where("published", "=", 1)
    .where("private", "=", 0)
    .where((eb) => eb.or([eb("ended_at", "is", null), eb("ended_at", ">=", since)]))
    .orderBy("number")
    .execute();
  return rows.map(({ number, version }) => `${number}:${version}`).join(" ");
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
