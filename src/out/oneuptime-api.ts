import { z } from "zod";
import type { OverallStatus } from "../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { never } from "./outcome.ts";
import { type Asking, troubleWith, type Work } from "./provider.ts";
import { address, id, secret } from "./settings.ts";

/* How OneUptime is spoken to: one shape for every object, and rows of the project's own for states and severities. */

const row = z.string().min(1, { error: "It must be the name or the id of what the project has." });

export const oneuptimeSettings = z.strictObject({
  project: id,
  api_key: secret,
  /** The API: the vendor's, or that of an own host, with `/api` at its end. */
  url: address.default("https://oneuptime.com/api"),
  /** The status pages that it is limited to; none = each that shows one of the monitors. */
  pages: z.array(id).default([]),
  /** What of the project's own each is, by name or id; left out, it is guessed from the names that a new project has. */
  severities: z.strictObject({ SEV1: row, SEV2: row, SEV3: row, SEV4: row }).partial().default({}),
  states: z
    .strictObject({
      INVESTIGATING: row,
      IDENTIFIED: row,
      MITIGATING: row,
      RESOLVED: row,
      IN_PROGRESS: row,
      COMPLETED: row,
    })
    .partial()
    .default({}),
  monitor_statuses: z
    .strictObject({ degraded: row, "partial-outage": row, "major-outage": row, maintenance: row })
    .partial()
    .default({}),
  /** False = the states of the monitors are left to OneUptime. */
  change_monitors: z.boolean().default(true),
});
export type OneuptimeSettings = z.infer<typeof oneuptimeSettings>;
export type OneuptimeWork = Work<OneuptimeSettings>;

/** The objects of an incident and of a maintenance, and what they are called there. */
export const objects = {
  incident: {
    path: "/incident",
    notes: "/incident-public-note",
    timeline: "/incident-state-timeline",
    states: "/incident-state",
    self: "incidentId",
    state: "incidentStateId",
    current: "currentIncidentStateId",
  },
  maintenance: {
    path: "/scheduled-maintenance",
    notes: "/scheduled-maintenance-public-note",
    timeline: "/scheduled-maintenance-state-timeline",
    states: "/scheduled-maintenance-state",
    self: "scheduledMaintenanceId",
    state: "scheduledMaintenanceStateId",
    current: "currentScheduledMaintenanceStateId",
  },
} as const;

/** An id, as it is or wrapped with its type. */
const anyId = z.union([
  z.string(),
  z.object({ value: z.string() }).transform(({ value }) => value),
  z.object({ _id: z.string() }).transform(({ _id }) => _id),
]);
const made = z.union([z.object({ _id: anyId }), z.object({ data: z.object({ _id: anyId }) })]);

const item = z.object({
  _id: anyId,
  title: z.string().nullish(),
  description: z.string().nullish(),
  currentIncidentStateId: anyId.nullish(),
  currentScheduledMaintenanceStateId: anyId.nullish(),
  customFields: z.unknown().optional(),
});
/** An incident or a maintenance there. */
export type Item = z.infer<typeof item>;

const note = z.object({
  _id: anyId,
  note: z.string().nullish(),
  createdAt: z.unknown().optional(),
  postedFromSlackMessageId: z.string().nullish(),
});

/** A public note. `key` = what we gave it to be known by. */
export interface Note {
  id: string;
  text: string;
  key: string | null;
}

const states = z.object({
  _id: anyId,
  name: z.string().nullish(),
  order: z.coerce.number().nullish(),
  isCreatedState: z.boolean().nullish(),
  isAcknowledgedState: z.boolean().nullish(),
  isOngoingState: z.boolean().nullish(),
  isResolvedState: z.boolean().nullish(),
});
type State = z.infer<typeof states>;

const perPage = 100;
/** So many pages of notes are read. */
const mostPages = 20;

/** Makes one; its id. */
export async function make(path: string, data: object, work: OneuptimeWork): Promise<string> {
  const answer = await work.json(ask("POST", path, work, { data }), made);
  return "data" in answer ? answer.data._id : answer._id;
}

export async function edit(path: string, id: string, data: object, work: OneuptimeWork): Promise<void> {
  await work.call(ask("PUT", `${path}/${encodeURIComponent(id)}`, work, { data }));
}

/** Those that fit `query` exactly. Without `select` only ids would come back. */
async function list<T>(
  path: string,
  query: object,
  names: readonly string[],
  schema: z.ZodType<T>,
  work: OneuptimeWork,
): Promise<T[]> {
  const select = Object.fromEntries(names.map((name) => [name, true]));
  const read: T[] = [];
  for (let page = 0; page < mostPages; page++) {
    const at = `${path}/get-list?limit=${perPage}&skip=${page * perPage}`;
    const { data } = await work.json(
      ask("POST", at, work, { query, select, sort: {} }),
      z.object({ data: z.array(schema) }),
    );
    read.push(...data);
    if (data.length < perPage) break;
  }
  return read;
}

export function itemsBy(kind: Notice["kind"], query: object, work: OneuptimeWork): Promise<Item[]> {
  const { path, current } = objects[kind];
  const own = kind === "incident" ? ["customFields"] : [];
  return list(path, query, ["title", "description", current, ...own], item, work);
}

export async function itemOf(kind: Notice["kind"], id: string, work: OneuptimeWork): Promise<Item | null> {
  const [one] = await itemsBy(kind, { _id: id }, work);
  return one ?? null;
}

/** The public notes, oldest first. */
export async function notesOf(kind: Notice["kind"], id: string, work: OneuptimeWork): Promise<Note[]> {
  const { notes, self } = objects[kind];
  const names = ["note", "createdAt", "postedFromSlackMessageId"];
  const all = await list(notes, { [self]: id }, names, note, work);
  return all
    .map(({ _id, note, createdAt, postedFromSlackMessageId }) => ({
      id: _id,
      text: note ?? "",
      key: postedFromSlackMessageId ?? null,
      at: timeIn(createdAt),
    }))
    .sort((a, b) => a.at - b.at)
    .map(({ id, text, key }) => ({ id, text, key }));
}

/** The state that a stage is shown as; null = it stays where it is. */
export async function stateOf(
  kind: Notice["kind"],
  stage: NoticeUpdate["stage"],
  work: OneuptimeWork,
): Promise<State | null> {
  const all = await statesOf(kind, work);
  const named = stage === "CANCELLED" ? "COMPLETED" : stage;
  const wanted = named === "SCHEDULED" ? undefined : work.settings.states[named];
  if (wanted !== undefined) return chosen(all, wanted, "state", work);
  if (named === "SCHEDULED" || named === "MITIGATING") return null;
  const [flag, name] = guesses[named];
  const guess = all.find((one) => one[flag]) ?? all.find((one) => isCalled(one, name));
  if (guess || (named !== "RESOLVED" && named !== "COMPLETED")) return guess ?? null;
  throw unknown("state", `${name} (states: { ${named}: … } names it)`, all, work);
}

/** True where the object is over: in the state that ends it, or below. */
export async function isOver(kind: Notice["kind"], there: Item, work: OneuptimeWork): Promise<boolean> {
  const end = await stateOf(kind, kind === "incident" ? "RESOLVED" : "COMPLETED", work);
  return end !== null && isAtLeast(await currentOf(kind, there, work), end);
}

/** Moves it to a state. States are only ever moved down the project's list: one that is further already stays there. */
export async function move(
  kind: Notice["kind"],
  id: string,
  stage: NoticeUpdate["stage"],
  work: OneuptimeWork,
): Promise<void> {
  const wanted = await stateOf(kind, stage, work);
  const there = wanted && (await itemOf(kind, id, work));
  if (!there || isAtLeast(await currentOf(kind, there, work), wanted)) return;
  const { timeline, self, state } = objects[kind];
  // The note that goes with it has told the subscribers.
  await make(timeline, { [self]: id, [state]: wanted._id, shouldStatusPageSubscribersBeNotified: false }, work);
}

/** The id of the project's severity for ours. */
export async function severityOf({ severity }: Notice, work: OneuptimeWork): Promise<string> {
  const all = await rows("/incident-severity", ["name", "order"], work);
  const wanted = severity === null ? undefined : work.settings.severities[severity];
  if (wanted !== undefined) return chosen(all, wanted, "incident severity", work)._id;
  const name = { SEV1: "critical", SEV2: "major", SEV3: "minor", SEV4: "minor" }[severity ?? "SEV4"];
  const guess = all.find((one) => one.name?.toLowerCase().startsWith(name)) ?? all.at(severity === "SEV1" ? 0 : -1);
  if (!guess) throw unknown("incident severity", name, all, work);
  return guess._id;
}

/** The id of the project's monitor status for ours; null = monitors are left as they are. */
export async function monitorStatusOf(status: OverallStatus, work: OneuptimeWork): Promise<string | null> {
  const { change_monitors, monitor_statuses } = work.settings;
  if (!change_monitors || status === "operational") return null;
  const all = await rows("/monitor-status", ["name"], work);
  const wanted = monitor_statuses[status];
  if (wanted !== undefined) return chosen(all, wanted, "monitor status", work)._id;
  const name = {
    degraded: "Degraded",
    "partial-outage": "Degraded",
    "major-outage": "Offline",
    maintenance: "Maintenance",
  };
  return all.find((one) => isCalled(one, name[status]))?._id ?? null;
}

const guesses = {
  INVESTIGATING: ["isCreatedState", "Identified"],
  IDENTIFIED: ["isAcknowledgedState", "Acknowledged"],
  RESOLVED: ["isResolvedState", "Resolved"],
  IN_PROGRESS: ["isOngoingState", "Ongoing"],
  COMPLETED: ["isResolvedState", "Completed"],
} as const;

function statesOf(kind: Notice["kind"], work: OneuptimeWork): Promise<State[]> {
  const flags =
    kind === "incident"
      ? ["isCreatedState", "isAcknowledgedState", "isResolvedState"]
      : ["isOngoingState", "isResolvedState"];
  return rows(objects[kind].states, ["name", "order", ...flags], work);
}

async function currentOf(kind: Notice["kind"], there: Item, work: OneuptimeWork): Promise<State | undefined> {
  const all = await statesOf(kind, work);
  return all.find(({ _id }) => _id === there[objects[kind].current]);
}

function isAtLeast(current: State | undefined, wanted: State): boolean {
  if (!current) return false;
  if (current._id === wanted._id) return true;
  const [is, least] = [current.order ?? null, wanted.order ?? null];
  return is !== null && least !== null && is >= least;
}

/** Rows of the project's own, which hardly ever change: asked for once, the first ones first. */
async function rows(path: string, names: readonly string[], work: OneuptimeWork): Promise<State[]> {
  const known = work.memory.get<State[]>(path);
  if (known) return known;
  const all = (await list(path, {}, names, states, work)).sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  work.memory.keep(path, all);
  return all;
}

function chosen(all: readonly State[], wanted: string, what: string, work: OneuptimeWork): State {
  const one = all.find(({ _id }) => _id === wanted) ?? all.find((each) => isCalled(each, wanted));
  if (!one) throw unknown(what, wanted, all, work);
  return one;
}

function isCalled({ name }: State, wanted: string): boolean {
  return name?.trim().toLowerCase() === wanted.trim().toLowerCase();
}

function unknown(what: string, wanted: string, all: readonly State[], { memory }: OneuptimeWork) {
  // Somebody may make it there now: what the project has is asked for anew.
  for (const path of ["/incident-state", "/scheduled-maintenance-state", "/incident-severity", "/monitor-status"])
    memory.drop(path);
  const names = all.map(({ name }) => name ?? "").filter((name) => name !== "");
  return troubleWith(never(`OneUptime has no ${what} ${wanted}. Known: ${names.join(", ")}`));
}

function ask<M extends Asking["method"]>(method: M, path: string, { settings }: OneuptimeWork, json: object) {
  const headers = { apikey: settings.api_key.reveal(), projectid: settings.project };
  return { method, path, json, headers };
}

/** A time as it is, or wrapped with its type; 0 = none that is known. */
function timeIn(value: unknown): number {
  const told = z.object({ value: z.string() }).safeParse(value).data?.value ?? value;
  return typeof told === "string" ? Date.parse(told) || 0 : 0;
}
