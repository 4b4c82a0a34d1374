import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Actor } from "../domain/actor.ts";
import type { Brief, HandOver } from "../domain/rota/hand-over.ts";
import { rotaRoles } from "../domain/rota/layers.ts";
import type { Override } from "../domain/rota/override.ts";
import type { ScheduleCopy } from "../domain/rota/schedule.ts";
import type { Rota } from "../domain/rota.ts";
import { compiled } from "./compiled.ts";
import { readJson, toJson } from "./json.ts";
import { rowWriter } from "./rows.ts";
import { actorSchema } from "./schemas.ts";
import type { Tx } from "./store.ts";
import type { RotaHandOverTable, RotaOverrideTable, RotaScheduleTable } from "./tables.ts";

const instant = z.number();
const role = z.enum(rotaRoles);

const copySchema: z.ZodType<ScheduleCopy> = z.object({
  shifts: z.array(z.object({ role, person: z.string(), from: instant, until: instant })),
  readAt: instant.nullable(),
  error: z.string().nullable(),
  strangers: z.array(z.string()),
});

const counted = z.array(z.object({ title: z.string(), count: z.number() }));

const briefSchema: z.ZodType<Brief> = z.object({
  incidents: z.array(
    z.object({
      called: z.string(),
      standing: z.string(),
      promise: z.string().nullable(),
      channel: z.string().nullable(),
    }),
  ),
  fired: counted,
  flapping: counted,
  unknown: z.array(z.string()),
  dismissed: z.number(),
});

const handOverSchema: z.ZodType<HandOver> = z.object({
  id: z.string(),
  dueAt: instant,
  at: instant,
  goes: z.array(z.string()),
  comes: z.array(z.string()),
  brief: briefSchema.nullable(),
  taken: z.object({ at: instant, by: actorSchema }).nullable(),
  reminded: z.boolean(),
  plan: z.string(),
});

const holding = compiled((db: Tx, given: { since: Instant }) =>
  db
    .selectFrom("rota_override")
    .selectAll()
    .where("until_at", ">", given.since)
    .where("cleared_at", "is", null)
    .orderBy("made_at")
    .orderBy("number")
    .orderBy("id"),
);

const copies = compiled((db: Tx) => db.selectFrom("rota_schedule").select(["name", "body"]));

/** The rota of the configuration with what people and other systems say of it: the overrides that hold after `since`, and the copies of schedules. */
export async function filledIn(tx: Tx, rota: Rota, since: Instant): Promise<Rota> {
  const { rows } = await holding(tx, { since });
  const overrides = rows.map(readOverride);
  const schedules = rota.schedules && (await withCopies(tx, rota.schedules));
  return {
    ...rota,
    ...(overrides.length > 0 ? { overrides } : {}),
    ...(schedules ? { schedules } : {}),
  };
}

async function withCopies(tx: Tx, schedules: NonNullable<Rota["schedules"]>) {
  const { rows } = await copies(tx, {});
  const bodies = new Map(rows.map(({ name, body }) => [name, body]));
  return schedules.map((schedule) => {
    const body = bodies.get(schedule.name);
    return body === undefined ? schedule : { ...schedule, copy: readCopy(schedule.name, body) };
  });
}

function readCopy(name: string, body: string): ScheduleCopy {
  return readJson(copySchema, body, `The copy of the schedule ${name}`);
}

function readOverride({
  id,
  number,
  role: place,
  person,
  from_at,
  until_at,
  actor,
  made_at,
}: RotaOverrideTable): Override {
  const by = readJson(actorSchema, actor, `Override ${number}`);
  return { id, number, role: role.parse(place), person, from: from_at, until: until_at, by, madeAt: made_at };
}

const writeOverrides = rowWriter<RotaOverrideTable>(
  "rota_override",
  {
    id: true,
    number: true,
    role: true,
    person: true,
    from_at: true,
    until_at: true,
    actor: true,
    made_at: true,
    cleared_at: true,
    cleared_by: true,
  },
  null,
);

export async function addOverrides(tx: Tx, overrides: Override[]): Promise<void> {
  await writeOverrides(
    tx,
    overrides.map(({ id, number, role: place, person, from, until, by, madeAt }) => ({
      id,
      number,
      role: place,
      person,
      from_at: from,
      until_at: until,
      actor: toJson(by),
      made_at: madeAt,
      cleared_at: null,
      cleared_by: null,
    })),
  );
}

/** Ends overrides before their time. They stay on record, with who did it. */
export async function clearOverrides(tx: Tx, ids: string[], by: Actor, at: Instant): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable("rota_override")
    .set({ cleared_at: at, cleared_by: toJson(by) })
    .where("id", "in", ids)
    .execute();
}

const writeSchedule = rowWriter<RotaScheduleTable>(
  "rota_schedule",
  { name: true, looked_at: true, body: true },
  { over: "name" },
);

export async function saveScheduleCopy(tx: Tx, name: string, copy: ScheduleCopy, lookedAt: Instant): Promise<void> {
  await writeSchedule(tx, [{ name, looked_at: lookedAt, body: toJson(copy) }]);
}

/** What was last read of a schedule, and when it was last looked at; null = never. */
export async function scheduleCopy(tx: Tx, name: string): Promise<{ copy: ScheduleCopy; lookedAt: Instant } | null> {
  const row = await tx.selectFrom("rota_schedule").selectAll().where("name", "=", name).executeTakeFirst();
  return row ? { copy: readCopy(name, row.body), lookedAt: row.looked_at } : null;
}

const newest = compiled((db: Tx) =>
  db.selectFrom("rota_hand_over").select(["id", "at", "body"]).orderBy("at", "desc").orderBy("id", "desc").limit(1),
);

/** The hand-over that stands; null = the duty never passed while we looked. */
export async function lastHandOver(tx: Tx): Promise<HandOver | null> {
  const { rows } = await newest(tx, {});
  return rows[0] ? readJson(handOverSchema, rows[0].body, "The last hand-over") : null;
}

const writeHandOver = rowWriter<RotaHandOverTable>(
  "rota_hand_over",
  { id: true, at: true, body: true },
  { over: "id" },
);

/** Keeps a hand-over. A new one stands from now on, whatever the clock of the replica that decided on the one before. */
export async function saveHandOver(tx: Tx, handOver: HandOver): Promise<void> {
  const [last] = (await newest(tx, {})).rows;
  const isLast = last?.id === handOver.id;
  const at = isLast ? last.at : Math.max(handOver.at, (last?.at ?? 0) + 1);
  await writeHandOver(tx, [{ id: handOver.id, at, body: toJson(handOver) }]);
}
