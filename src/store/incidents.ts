import { type Incident, isOpen } from "../domain/incident/state.ts";
import { compiled } from "./compiled.ts";
import { saveDeadlines } from "./deadlines.ts";
import { isPostgres } from "./dialect.ts";
import { readJson, toJson } from "./json.ts";
import { rowWriter } from "./rows.ts";
import { incidentSchema } from "./schemas.ts";
import { nextCount, uncount } from "./settings.ts";
import type { Tx } from "./store.ts";
import type { IncidentTable } from "./tables.ts";

/** The number of a new incident. Counts up from 1; a transaction that is rolled back gives its number back. */
export async function nextIncidentNumber(tx: Tx): Promise<number> {
  return nextCount(tx, "incident");
}

/** The incident came to nothing: its number is the next one's, in the transaction that took it. */
export async function returnIncidentNumber(tx: Tx): Promise<void> {
  await uncount(tx, "incident");
}

const byId = compiled((db: Tx, given: { id: string }) =>
  db.selectFrom("incident").select("body").where("id", "=", given.id),
);

/** `lock`: nobody else decides on this incident until the transaction ends. Its timers are written under the same lock. */
const byIdLocked = compiled((db: Tx, given: { id: string }) => {
  const query = db.selectFrom("incident").select("body").where("id", "=", given.id);
  return isPostgres(db) ? query.forUpdate() : query;
});

/** The incident, or null. With `lock`, other replicas that ask for it with `lock` wait until this transaction ends. */
export async function loadIncident(
  tx: Tx,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<Incident | null> {
  const { rows } = await (lock ? byIdLocked : byId)(tx, { id });
  return rows[0] ? readIncident(rows[0]) : null;
}

/** The id of the incident of a number, or null. */
export async function incidentIdOf(tx: Tx, number: number): Promise<string | null> {
  const row = await tx.selectFrom("incident").select("id").where("number", "=", number).executeTakeFirst();
  return row?.id ?? null;
}

export async function incidentByNumber(tx: Tx, number: number): Promise<Incident | null> {
  const row = await tx.selectFrom("incident").select("body").where("number", "=", number).executeTakeFirst();
  return row ? readIncident(row) : null;
}

const byChannel = compiled((db: Tx, given: { channel: string }) =>
  db.selectFrom("incident").select("body").where("channel_id", "=", given.channel).orderBy("number", "desc").limit(1),
);

/** The incident whose channel this is; null for any other channel. */
export async function incidentByChannel(tx: Tx, channelId: string): Promise<Incident | null> {
  const { rows } = await byChannel(tx, { channel: channelId });
  return rows[0] ? readIncident(rows[0]) : null;
}

const channelById = compiled((db: Tx, given: { id: string }) =>
  db.selectFrom("incident").select("channel_id").where("id", "=", given.id),
);

/** The id of the incident's channel; null while it has none. */
export async function channelOf(tx: Tx, id: string): Promise<string | null> {
  const { rows } = await channelById(tx, { id });
  return rows[0]?.channel_id ?? null;
}

/** Open incidents, newest first, at most `limit`. */
export async function openIncidents(tx: Tx, limit: number): Promise<Incident[]> {
  const rows = await tx
    .selectFrom("incident")
    .select("body")
    .where("state", "=", "open")
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
  return rows.map(readIncident);
}

/** The open incidents that count for the public status: published, not private, no drill (decisions.md 14). */
export async function openPublicIncidents(tx: Tx): Promise<Incident[]> {
  const rows = await tx
    .selectFrom("incident")
    .select("body")
    .where("state", "=", "open")
    .where("published", "=", 1)
    .where("private", "=", 0)
    .where("kind", "<>", "drill")
    .orderBy("number")
    .execute();
  return rows.map(readIncident);
}

const write = rowWriter<IncidentTable>(
  "incident",
  {
    id: true,
    number: true,
    state: true,
    kind: true,
    severity: true,
    stage: true,
    private: true,
    published: true,
    title: true,
    declared_at: true,
    detected_at: true,
    resolved_at: true,
    ended_at: true,
    channel_id: true,
    channel_name: true,
    version: true,
    chain: true,
    body: true,
  },
  { over: "id" },
);

/** Stores the incident as it is now, and its promises in the ledger. */
export async function saveIncident(tx: Tx, incident: Incident): Promise<void> {
  await write(tx, [rowOf(incident)]);
  await saveDeadlines(tx, incident.id, incident.deadlines);
}

/** An incident from its `body`. */
export function readIncident({ body }: { body: string }): Incident {
  return readJson(incidentSchema, body, "An incident");
}

function rowOf(incident: Incident): IncidentTable {
  return {
    id: incident.id,
    number: incident.number,
    state: isOpen(incident) ? "open" : incident.closure ? "closed" : "resolved",
    kind: incident.kind,
    severity: incident.severity,
    stage: incident.stage,
    private: incident.private ? 1 : 0,
    published: incident.published ? 1 : 0,
    title: incident.title,
    declared_at: incident.declaredAt,
    detected_at: incident.detectedAt,
    resolved_at: incident.resolvedAt,
    ended_at: incident.resolvedAt ?? incident.closure?.at ?? null,
    channel_id: incident.channel.id,
    channel_name: incident.channel.name,
    version: incident.version,
    chain: incident.chain,
    body: toJson(incident),
  };
}
