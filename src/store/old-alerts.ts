import { type ExpressionBuilder, sql } from "kysely";
import type { Instant } from "../base/clock.ts";
import { forgetAlerts } from "./alert-memory.ts";
import { isPostgres } from "./dialect.ts";
import { tryLockNames } from "./locks.ts";
import type { Tx } from "./store.ts";
import type { Tables } from "./tables.ts";

/*
 * Alerts that are over and have been quiet for long. One stays that an incident has, that flaps, that a running maintenance or
 * one of late counts as muted, that a person took out of its group, or whose group has a proposal that nobody has answered.
 * What was counted by rule, and as noise, is kept elsewhere and stays.
 */

/**
 * Forgets alerts that ended, and were last heard of, before then; at most `limit`. With the last alert of a group its group
 * goes, but for what people said of it: that it is no incident, or that it is part of another. Returns how many alerts went.
 */
export async function pruneAlerts(tx: Tx, before: Instant, limit: number): Promise<number> {
  const old = await tx
    .selectFrom("alert")
    .select("identity")
    .where((eb) => isOld(eb, before))
    .orderBy("resolved_at")
    .limit(limit)
    .execute();
  const free = await unheld(
    tx,
    "alert",
    old.map(({ identity }) => identity),
  );
  if (free.length === 0) return 0;
  // Asked once more: on PostgreSQL it may have fired again before it was held.
  const gone = await tx
    .deleteFrom("alert")
    .where("identity", "in", free)
    .where((eb) => isOld(eb, before))
    .returning(["identity", "group_key"])
    .execute();
  forgetAlerts(
    tx,
    gone.map(({ identity }) => identity),
  );
  await pruneGroups(
    tx,
    gone.map(({ group_key }) => group_key),
  );
  return gone.length;
}

/** Of these, those that nobody else decides on; they are ours until the transaction ends. Nobody is waited for. */
async function unheld(tx: Tx, kind: "alert" | "alert-group", names: string[]): Promise<string[]> {
  if (!isPostgres(tx)) return names;
  const held = await tryLockNames(
    tx,
    names.map((name) => `${kind}/${name}`),
  );
  return held.map((name) => name.slice(kind.length + 1));
}

/** An alert that nothing rests on. The words of the first three are those of its index, or that would not be used. */
function isOld(eb: ExpressionBuilder<Tables, "alert">, before: Instant) {
  return eb.and([
    eb("alert.status", "=", sql.lit("resolved")),
    eb("alert.incident_id", "is", null),
    // What flaps is looked at again.
    eb("alert.check_at", "is", null),
    eb("alert.resolved_at", "<", before),
    eb("alert.last_at", "<", before),
    eb("alert.body", "not like", '%"apart":true%'),
    eb.not(
      eb.exists((of) =>
        of.selectFrom("muted_alert").select("identity").whereRef("muted_alert.identity", "=", "alert.identity"),
      ),
    ),
    eb.not(
      eb.exists((of) =>
        of
          .selectFrom("alert_group")
          .select("key")
          .whereRef("alert_group.key", "=", "alert.group_key")
          .where("alert_group.body", "like", proposalThat("open")),
      ),
    ),
  ]);
}

/** Forgets these groups, if nothing is in them any more. */
async function pruneGroups(tx: Tx, keys: string[]): Promise<void> {
  const free = await unheld(tx, "alert-group", [...new Set(keys)]);
  if (free.length === 0) return;
  await tx
    .deleteFrom("alert_group")
    .where("key", "in", free)
    .where("incident_id", "is", null)
    .where("body", "not like", proposalThat("open"))
    .where("body", "not like", proposalThat("dismissed"))
    .where("body", "like", '%"into":null%')
    .where((eb) =>
      eb.not(
        eb.exists((of) =>
          of.selectFrom("alert").select("identity").whereRef("alert.group_key", "=", "alert_group.key"),
        ),
      ),
    )
    .execute();
}

/** Found in the body of a group whose proposal stands so: quotes within a text are written otherwise. */
function proposalThat(state: "open" | "dismissed"): string {
  return `%"state":"${state}"%`;
}
