import { createHash } from "node:crypto";
import type { Instant } from "../base/clock.ts";
import type { Entry, EntryKind } from "../domain/decision.ts";
import type { Incident } from "../domain/incident/state.ts";
import { compiled } from "./compiled.ts";
import { readJson, toJson } from "./json.ts";
import { rowWriter } from "./rows.ts";
import { actorSchema, correctionSchema } from "./schemas.ts";
import { storableText } from "./storable.ts";
import type { Tx } from "./store.ts";
import type { TimelineTable } from "./tables.ts";

/** An entry as it was written. Its hash covers all of it and the hash of the entry before it; the first one follows "". */
export interface WrittenEntry {
  incident: string;
  number: number;
  at: Instant;
  writtenAt: Instant;
  kind: EntryKind;
  text: string;
  by: Entry["by"];
  corrects: NonNullable<Entry["corrects"]> | null;
  prevHash: string;
  hash: string;
}

/** An entry as it is read, with the corrections that were made to it. */
export interface TimelineEntry extends WrittenEntry {
  /** The entry that last corrected its text or time; null = it stands as it was written. */
  correctedBy: number | null;
  /** The entry that hid it; null = it is shown. */
  hiddenBy: number | null;
  /** What it said before it was corrected. */
  was: { at: Instant; text: string } | null;
}

const write = rowWriter<TimelineTable>(
  "timeline",
  {
    incident_id: true,
    number: true,
    at: true,
    written_at: true,
    kind: true,
    text: true,
    actor: true,
    corrects: true,
    prev_hash: true,
    hash: true,
  },
  null,
);

/**
 * Writes entries at the end of the incident's timeline: numbered on from `incident.entries`, chained on from
 * `incident.chain`. Returns the new end of the chain, which the caller keeps in the incident it saves.
 */
export async function appendTimeline(
  tx: Tx,
  incident: Pick<Incident, "id" | "entries" | "chain">,
  entries: Entry[],
  writtenAt: Instant,
): Promise<string> {
  let end = incident.chain;
  let number = incident.entries;
  const rows: TimelineTable[] = [];
  for (const { at, kind, text, by, corrects = null } of entries) {
    number += 1;
    const unsigned = {
      incident: incident.id,
      number,
      at,
      writtenAt,
      kind,
      text: storableText(text),
      by,
      corrects,
      prevHash: end,
    };
    end = hashOf(unsigned);
    rows.push({
      incident_id: incident.id,
      number,
      at,
      written_at: writtenAt,
      kind,
      text: unsigned.text,
      actor: toJson(by),
      corrects: corrects && toJson(corrects),
      prev_hash: unsigned.prevHash,
      hash: end,
    });
  }
  await write(tx, rows);
  return end;
}

/** The timeline in the order it was written, corrections applied. Hidden entries and the corrections themselves are left out unless asked for. */
export async function readTimeline(
  tx: Tx,
  incident: string,
  { withHidden = false }: { withHidden?: boolean } = {},
): Promise<TimelineEntry[]> {
  const read = await withNames(tx, corrected(await writtenTimeline(tx, incident)));
  return withHidden ? read : read.filter((entry) => entry.hiddenBy === null && entry.corrects === null);
}

/** What is written speaks of people by their ids, which never change; what is read calls them by the names they have now. */
async function withNames(tx: Tx, entries: TimelineEntry[]): Promise<TimelineEntry[]> {
  const ids = [...new Set(entries.flatMap(({ text }) => text.match(userId) ?? []))];
  if (ids.length === 0) return entries;
  const people = await tx.selectFrom("person").select(["id", "name"]).where("id", "in", ids).execute();
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return entries.map((entry) => ({ ...entry, text: entry.text.replace(userId, (id) => names.get(id) ?? id) }));
}

const userId = /\b[UW][A-Z0-9]{7,}\b/g;

const ofIncident = compiled((db: Tx, given: { incident: string }) =>
  db.selectFrom("timeline").selectAll().where("incident_id", "=", given.incident).orderBy("number"),
);

/** The timeline exactly as it was written: what {@link verifyTimeline} looks at. */
export async function writtenTimeline(tx: Tx, incident: string): Promise<WrittenEntry[]> {
  const { rows } = await ofIncident(tx, { incident });
  return rows.map((row) => {
    const where = `Entry ${row.number} of the timeline of ${incident}`;
    return {
      incident: row.incident_id,
      number: row.number,
      at: row.at,
      writtenAt: row.written_at,
      kind: row.kind as EntryKind,
      text: row.text,
      by: readJson(actorSchema, row.actor, where),
      corrects: row.corrects === null ? null : readJson(correctionSchema, row.corrects, where),
      prevHash: row.prev_hash,
      hash: row.hash,
    };
  });
}

/**
 * Looks whether a timeline is as it was written: nothing changed, left out, put in or moved. `chain` is the end that the
 * incident holds; it tells entries that were cut off at the end. Names the first entry that is not right, or null.
 */
export function verifyTimeline(entries: WrittenEntry[], chain?: string): { broken: number; why: string } | null {
  let end = "";
  let number = 0;
  for (const entry of entries) {
    number += 1;
    if (entry.number !== number) return { broken: number, why: `Entry ${number} is missing.` };
    if (entry.prevHash !== end)
      return { broken: number, why: `Entry ${number} does not follow from the one before it.` };
    if (hashOf(entry) !== entry.hash)
      return { broken: number, why: `Entry ${number} was changed after it was written.` };
    end = entry.hash;
  }
  if (chain === undefined || chain === end) return null;
  return {
    broken: number + 1,
    why: `The timeline does not end where the incident says: after entry ${number}, something was cut off or added.`,
  };
}

/** The entry's fields in a fixed order, which makes their JSON canonical. */
function hashOf({
  prevHash,
  incident,
  number,
  at,
  writtenAt,
  kind,
  text,
  by,
  corrects,
}: Omit<WrittenEntry, "hash">): string {
  const correction = corrects && [corrects.entry, corrects.hide, corrects.text, corrects.at];
  const fields = [prevHash, incident, number, at, writtenAt, kind, text, [by.kind, by.id, by.name], correction];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

function corrected(entries: WrittenEntry[]): TimelineEntry[] {
  const read = entries.map((entry): TimelineEntry => ({ ...entry, correctedBy: null, hiddenBy: null, was: null }));
  for (const { number, corrects } of entries) {
    const target = corrects && read[corrects.entry - 1];
    if (!target) continue;
    target.hiddenBy = corrects.hide ? number : null;
    if (corrects.text === null && corrects.at === null) continue;
    target.was ??= { at: target.at, text: target.text };
    target.correctedBy = number;
    target.text = corrects.text ?? target.text;
    target.at = corrects.at ?? target.at;
  }
  return read;
}
