import { type ProviderWorld, secretOf } from "./desk.ts";
import { type Answered, type Asked, openFake } from "./fake.ts";

/* A server that behaves as OneUptime does. */

export const credential = "ou-7d3f0a52";
export const project = "p-1";

export interface Variant {
  /** Ids and times are wrapped with their types, and what was made with `data`. */
  wraps?: boolean;
  /** Custom fields that the project has not are kept. */
  keepsCustom?: boolean;
  /** States have flags and an order; without them only their names tell what they are. */
  flags?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: rows as they were sent
type Row = Record<string, any> & { _id: string };
export type OneuptimeWorld = ProviderWorld & { tables: Record<string, Row[]>; asked: Asked[] };

const defaults: Record<string, Row[]> = {
  "/incident-state": [
    { _id: "is1", name: "Identified", order: 1, isCreatedState: true },
    { _id: "is2", name: "Acknowledged", order: 2, isAcknowledgedState: true },
    { _id: "is3", name: "Resolved", order: 3, isResolvedState: true },
  ],
  "/scheduled-maintenance-state": [
    { _id: "ms1", name: "Scheduled", order: 1, isScheduledState: true },
    { _id: "ms2", name: "Ongoing", order: 2, isOngoingState: true },
    { _id: "ms3", name: "Ended", order: 3, isEndedState: true },
    { _id: "ms4", name: "Completed", order: 4, isResolvedState: true },
  ],
  "/incident-severity": [
    { _id: "sv1", name: "Critical Incident", order: 1 },
    { _id: "sv2", name: "Major Incident", order: 2 },
    { _id: "sv3", name: "Minor Incident", order: 3 },
  ],
  "/monitor-status": [
    { _id: "mo1", name: "Operational" },
    { _id: "mo2", name: "Degraded" },
    { _id: "mo3", name: "Offline" },
  ],
};
const kinds = {
  "/incident": { kind: "incident", current: "currentIncidentStateId", begin: "is1", end: "is3" },
  "/scheduled-maintenance": {
    kind: "maintenance",
    current: "currentScheduledMaintenanceStateId",
    begin: "ms1",
    end: "ms4",
  },
} as const;

export async function openOneuptime({
  wraps = false,
  keepsCustom = true,
  flags = true,
}: Variant = {}): Promise<OneuptimeWorld> {
  const tables: Record<string, Row[]> = Object.fromEntries(
    Object.entries(defaults).map(([path, rows]) => [
      path,
      rows.map((row) => (flags ? { ...row } : { _id: row._id, name: row.name })),
    ]),
  );
  let count = 100;
  let writes = 0;
  let told = 0;
  const table = (path: string): Row[] => {
    tables[path] ??= [];
    return tables[path];
  };
  const no = (status: number, message: string): Answered => ({ status, json: { message } });
  const typed = (value: unknown, type: string) => (wraps && value ? { _type: type, value } : value);
  const shown = (row: Row, select: object) =>
    Object.fromEntries(
      ["_id", ...Object.keys(select)].map((name) => {
        if (name === "createdAt") return [name, typed(row[name], "DateTime")];
        return [name, name.endsWith("StateId") ? typed(row[name], "ObjectID") : row[name]];
      }),
    );

  const fake = await openFake(
    ({ method, path, query, headers, json }) => {
      if (headers.apikey !== credential) return no(401, "This API key is not valid");
      if (headers.projectid !== project) return no(400, "ProjectID is not valid");
      const parts = /^\/api(\/[a-z-]+?)(?:\/(get-list)|\/([\w-]+))?$/.exec(path);
      if (!parts) return no(404, "Page not found");
      const [, at = "", isList, id] = parts;
      const rows = table(at);
      if (isList) {
        const found = rows.filter((row) => Object.entries(json.query).every(([name, value]) => row[name] === value));
        const [limit, skip] = [Number(query.get("limit") ?? 10), Number(query.get("skip") ?? 0)];
        if (limit > 100) return no(400, "Limit should be less than 100");
        // The newest first, unless something else is asked for.
        const data = found
          .toReversed()
          .slice(skip, skip + limit)
          .map((row) => shown(row, json.select ?? {}));
        return { status: 200, json: { data, count: found.length, skip, limit } };
      }
      const data = json.data as Row;
      if (method === "PUT") {
        const row = rows.find((one) => one._id === id);
        if (!row) return no(400, "Item not found");
        writes += 1;
        Object.assign(row, data);
        return { status: 200, text: "" };
      }
      const made: Row = { ...data, _id: `id-${++count}`, createdAt: new Date(count * 1_000).toISOString() };
      if (at in kinds) {
        const { current, begin, kind } = kinds[at as keyof typeof kinds];
        if (!data.title || data.title.length > 500) return no(400, "Title is required");
        if (kind === "incident" && !table("/incident-severity").some(({ _id }) => _id === data.incidentSeverityId))
          return no(400, "Incident severity is required");
        if (kind === "maintenance" && !(data.startsAt < data.endsAt)) return no(400, "It ends before it starts");
        if (!keepsCustom) delete made.customFields;
        made[current] ??= begin;
        const flag = kind === "incident" ? "OnIncidentCreated" : "OnEventCreated";
        if (data[`shouldStatusPageSubscribersBeNotified${flag}`] ?? true) told += 1;
      } else if (at.endsWith("-state-timeline")) {
        const owner = at === "/incident-state-timeline" ? "/incident" : "/scheduled-maintenance";
        const { kind, current } = kinds[owner];
        const name = kind === "incident" ? "incident" : "scheduledMaintenance";
        const row = table(owner).find(({ _id }) => _id === data[`${name}Id`]);
        const states = table(kind === "incident" ? "/incident-state" : "/scheduled-maintenance-state");
        const place = (wanted: unknown) => states.findIndex(({ _id }) => _id === wanted);
        if (!row || place(data[`${name}StateId`]) < 0) return no(400, "State not found");
        if (place(data[`${name}StateId`]) <= place(row[current])) return no(400, "States only move down the list");
        row[current] = data[`${name}StateId`];
        if (data.shouldStatusPageSubscribersBeNotified ?? true) told += 1;
      } else if (at.endsWith("-public-note")) {
        if (data.shouldStatusPageSubscribersBeNotifiedOnNoteCreated ?? true) told += 1;
      } else return no(404, "Page not found");
      writes += 1;
      rows.push(made);
      const answer = { _id: typed(made._id, "ObjectID") };
      return { status: 200, json: wraps ? { data: answer } : answer };
    },
    ({ path }) => !path.endsWith("/get-list"),
  );

  const all = () =>
    Object.entries(kinds)
      .flatMap(([path, of]) => table(path).map((row) => ({ row, ...of })))
      .sort((a, b) => a.row.createdAt.localeCompare(b.row.createdAt));
  const isOpen = ({ row, current, end }: ReturnType<typeof all>[number]) => row[current] !== end;
  const notes = (row: Row) =>
    [...table("/incident-public-note"), ...table("/scheduled-maintenance-public-note")].filter(
      ({ incidentId, scheduledMaintenanceId }) => (incidentId ?? scheduledMaintenanceId) === row._id,
    );
  return {
    settings: { project, api_key: secretOf(credential), url: `${fake.url}/api` },
    components: { Gateway: "mon-1" },
    faults: fake.faults,
    left: fake.left,
    asked: fake.asked,
    tables,
    writes: () => writes,
    told: () => told,
    shown: () =>
      all().map((one) => ({
        kind: one.kind,
        title: one.row.title,
        open: isOpen(one),
        texts: [one.row.description, ...notes(one.row).map(({ note }) => note)].map((text) =>
          text.replace(/\\\n/g, "\n").replace(/\\([\\`*_[\]<>&~|$#+=:.)-])/g, "$1"),
        ),
      })),
    component: (id) =>
      all()
        .filter((one) => one.kind === "incident" && isOpen(one))
        .filter(({ row }) => row.monitors.some(({ _id }: Row) => _id === id))
        .map(({ row }) => row.changeMonitorStatusToId ?? null)
        .at(-1) ?? "mo1",
    tamper(how) {
      const last = all().at(-1)?.row;
      const note = last && notes(last).at(-1);
      if (!last || how === "component") return false;
      if (how === "title") last.title = "Something else";
      else if (how === "delete") tables["/incident"] = [];
      else if (note) note.note = "All is well.";
      else last.description = "All is well.";
      return true;
    },
    close: fake.close,
  };
}
