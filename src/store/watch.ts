import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Brief } from "../domain/rota/hand-over.ts";
import { readJson } from "./json.ts";
import type { Tx } from "./store.ts";

/** What whoever comes on call should watch. */
type Watch = Omit<Brief, "incidents">;

/** The most things of a kind that are looked up. */
const mostThings = 10;

const flaps = z.object({ flapping: z.boolean().default(false), began: z.array(z.number()).default([]) });
const answered = z.object({ proposal: z.object({ state: z.string(), at: z.number() }).nullable() });

/** What the alerts did since an instant: which came most, which flap, whose sender is silent, and what was no incident. */
export async function watchSince(tx: Tx, since: Instant): Promise<Watch> {
  // By title: a storm is hundreds of alerts that came once each.
  const fired = await told(tx)
    .select((eb) => ["alert.title", eb.fn.sum<number>("alert.count").as("times")])
    // Both halves have an index; what began before and is over is of no interest any more.
    .where((eb) => eb.or([eb("alert.first_at", ">=", since), eb("alert.status", "=", "firing")]))
    .where("alert.last_at", ">=", since)
    .groupBy("alert.title")
    .having((eb) => eb(eb.fn.sum("alert.count"), ">", 1))
    .orderBy("times", "desc")
    .orderBy("alert.title")
    .limit(mostThings)
    .execute();
  const silent = await told(tx)
    .select("alert.title")
    .where("alert.status", "=", "unknown")
    .orderBy("alert.first_at", "desc")
    .limit(mostThings)
    .execute();
  return {
    fired: fired.map(({ title, times }) => ({ title, count: Number(times) })),
    flapping: await flapping(tx),
    unknown: silent.map(({ title }) => title),
    dismissed: await dismissed(tx, since),
  };
}

/** The alerts that may be told of in the announcement channel: not those that are private, by their rule or by their incident. */
function told(tx: Tx) {
  return tx
    .selectFrom("alert")
    .leftJoin("incident", "incident.id", "alert.incident_id")
    .where((eb) => eb.or([eb("incident.private", "is", null), eb("incident.private", "=", 0)]))
    .where("alert.body", "not like", '%"private":true%');
}

/** The alerts that come and go too often to be told of each time. Each is looked at again by a time of its own: by that they are found. */
async function flapping(tx: Tx): Promise<Watch["flapping"]> {
  const rows = await told(tx)
    .select(["alert.identity", "alert.title", "alert.body"])
    .where("alert.check_at", "is not", null)
    .where("alert.body", "like", '%"flapping":true%')
    .limit(mostThings)
    .execute();
  return rows.map(({ identity, title, body }) => ({
    title,
    count: readJson(flaps, body, `Alert ${identity}`).began.length,
  }));
}

/** How many proposals were answered with "not an incident". */
async function dismissed(tx: Tx, since: Instant): Promise<number> {
  const rows = await tx
    .selectFrom("alert_group")
    .select(["key", "body"])
    .where("last_at", ">=", since)
    .where("body", "like", '%"state":"dismissed"%')
    .execute();
  return rows.filter(({ key, body }) => {
    const { proposal } = readJson(answered, body, `Alert group ${key}`);
    return proposal?.state === "dismissed" && proposal.at >= since;
  }).length;
}
