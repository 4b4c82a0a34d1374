import type { ProviderWorld } from "./desk.ts";
import { secretOf } from "./desk.ts";
import { type Answered, type Asked, openFake, openPublicPage } from "./fake.ts";

/* Two servers: one behaves as Cachet 2.4, the other as Cachet 3. */

export const credential = "ct_Zq81LmW0";

interface Update {
  id: number;
  status: number | null;
  message: string;
}
export interface Thing {
  id: number;
  kind: "incident" | "maintenance";
  name: string;
  message: string;
  status: number;
  visible: boolean;
  starts: string | null;
  ends: string | null;
  meta: Record<string, string> | null;
  updates: Update[];
}

export type CachetWorld = ProviderWorld & { things: Thing[]; asked: Asked[] };

export interface Variant2 {
  /** Whether `meta` can be read back: not established. */
  metaReads?: boolean;
  /** Whether an incident takes the stage of its newest update. */
  follows?: boolean;
}

const no = (status: number, ...errors: string[]): Answered => ({ status, json: { errors } });
const yes = (data: unknown, rest: object = {}): Answered => ({ status: 200, json: { data, ...rest } });
const isText = (value: unknown) => typeof value === "string" && value !== "";

async function openBase(
  handle: (asked: Asked, base: { things: Thing[]; components: Map<string, number>; next(): number }) => Answered,
  counts: (asked: Asked) => boolean,
  isOpen: (thing: Thing) => boolean,
): Promise<CachetWorld> {
  const things: Thing[] = [];
  const components = new Map([
    ["3", 1],
    ["4", 1],
  ]);
  let id = 10;
  let writes = 0;
  let told = 0;
  const next = () => ++id;
  const page = openPublicPage();
  const fake = await openFake((asked) => {
    const { headers, path } = asked;
    const isGuest = headers.authorization === undefined && headers["x-cachet-token"] === undefined;
    if (isGuest && /\/(incidents|schedules)$/.test(path)) {
      // Guests are not told what is not visible.
      const shown = page.isShown() ? things.filter(({ kind, visible }) => visible || kind === "maintenance") : [];
      const { json, ...answer } = page.answer(headers, () => handle(asked, { things: shown, components, next }).json);
      return { ...answer, json };
    }
    const answer = handle(asked, { things, components, next });
    if (asked.method !== "GET" && answer.status < 300) {
      writes += 1;
      if (counts(asked)) told += 1;
    }
    return answer;
  });
  return {
    settings: { url: `${fake.url}/`, token: secretOf(credential) },
    publicly: page.publicly,
    components: { Gateway: "3" },
    faults: fake.faults,
    left: fake.left,
    asked: fake.asked,
    things,
    writes: () => writes,
    told: () => told,
    shown: () =>
      things.map((thing) => ({
        kind: thing.kind,
        title: thing.name,
        open: isOpen(thing),
        texts: [thing.message, ...thing.updates.map(({ message }) => message)].map(unescaped),
      })),
    component: (wanted) => String(components.get(wanted)),
    tamper(how) {
      const thing = things.at(-1);
      if (!thing) return false;
      if (how === "title") thing.name = "Something else";
      else if (how === "component") components.set("3", 1);
      else if (how === "delete") things.pop();
      else if (thing.updates.length > 0) (thing.updates.at(-1) as Update).message = "All is well.";
      else thing.message = "All is well.";
      return true;
    },
    close: fake.close,
  };
}

/** As people read it. */
function unescaped(markdown: string): string {
  return markdown.replace(/\\\n/g, "\n").replace(/\\([\\`*_[\]<>&~|$#+=:.)-])/g, "$1");
}

/** Cachet 2.4: integers, one component for each incident, schedules with one text, and switches that fall back to true. */
export function openCachet2({ metaReads = true, follows = true }: Variant2 = {}): Promise<CachetWorld> {
  return openBase(
    (asked, { things, components, next }) => {
      const { method, path, query, headers, json } = asked;
      if (path === "/api/v1/version") return yes("2.4.1", { meta: { on_latest: true } });
      const parts = /^\/api\/v1\/(incidents|schedules|components)(?:\/(\d+))?(\/updates)?(?:\/(\d+))?$/.exec(path);
      if (!parts) return { status: 404, text: "<!doctype html><h1>Not found</h1>" };
      if (method !== "GET" && headers["x-cachet-token"] !== credential) return no(401, "You are not authorized.");
      const [, list, id, isUpdates, updateId] = parts;
      const paged = (all: unknown[]) => {
        const size = Number(query.get("per_page") ?? 20);
        const page = Number(query.get("page") ?? 1);
        const total_pages = Math.max(1, Math.ceil(all.length / size));
        return yes(all.slice((page - 1) * size, page * size), {
          meta: { pagination: { total: all.length, per_page: size, current_page: page, total_pages, links: {} } },
        });
      };
      if (list === "components") {
        if (method === "GET")
          return paged([...components].map(([one, status]) => ({ id: Number(one), status: String(status) })));
        if (!components.has(id ?? "")) return no(404, "Resource not found");
        if (!(json.status >= 0 && json.status <= 4)) return no(400, "The status is not valid.");
        components.set(id ?? "", json.status);
        return yes({ id: Number(id), status: json.status });
      }
      const kind = list === "incidents" ? "incident" : "maintenance";
      const mine = things.filter((thing) => thing.kind === kind);
      const as = ({ updates: _, visible, starts, ends, meta, ...rest }: Thing) => ({
        ...rest,
        ...(kind === "incident" ? { visible: visible ? 1 : 0 } : { scheduled_at: starts, completed_at: ends }),
        ...(metaReads ? { meta } : {}),
      });
      const thing = mine.find((one) => one.id === Number(id));
      if (id && !thing) return no(404, "Resource not found");
      const isTime = (value: unknown) => typeof value === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(value);
      const wrong = () => {
        if (!isText(json.name) || json.name.length > 255) return "The name is not valid.";
        if (kind === "maintenance" && !(isTime(json.scheduled_at) && isTime(json.completed_at))) return "No such time.";
        if (kind === "maintenance" && json.completed_at <= json.scheduled_at) return "It ends before it begins.";
        return Number.isInteger(json.status) ? null : "The status is not valid.";
      };
      if (!thing) {
        if (method === "GET") return paged(mine.toReversed().map(as));
        const said = wrong();
        if (said) return no(400, said);
        const { name, message, status, visible = true, scheduled_at, completed_at, meta = null } = json;
        things.push({
          id: next(),
          kind,
          name,
          message,
          status,
          visible: Boolean(visible),
          starts: scheduled_at ?? null,
          ends: completed_at ?? null,
          meta,
          updates: [],
        });
        return yes(as(things.at(-1) as Thing));
      }
      if (isUpdates && kind === "maintenance") return { status: 404, text: "<!doctype html><h1>Not found</h1>" };
      if (!isUpdates && method === "GET") return yes(as(thing));
      if (!isUpdates) {
        const said = wrong();
        if (said) return no(400, said);
        const { name, message, status, visible = true, scheduled_at, completed_at } = json;
        Object.assign(thing, { name, message, status, visible: Boolean(visible) });
        if (kind === "maintenance") Object.assign(thing, { starts: scheduled_at, ends: completed_at });
        return yes(as(thing));
      }
      if (method === "GET") return paged(thing.updates);
      if (!isText(json.message) || !(json.status >= 1 && json.status <= 4)) return no(400, "The update is not valid.");
      const was = thing.updates.find((one) => one.id === Number(updateId));
      if (updateId && !was) return no(404, "Resource not found");
      const update = was ?? { id: next(), status: 1, message: "" };
      Object.assign(update, { status: json.status, message: json.message });
      if (!was) thing.updates.push(update);
      if (follows) thing.status = json.status;
      return yes(update);
    },
    // Of an update its subscribers always hear: that is no switch of ours, and is not counted.
    ({ path, json }) => /\/incidents(\/\d+)?$/.test(path) && json.notify !== false,
    ({ kind, status }) => status !== (kind === "incident" ? 4 : 2),
  );
}

export interface Variant3 {
  /** Whether it can be asked by `meta`; builds without it answer 400. */
  byMeta?: boolean;
  size?: number;
}

/** Cachet 3: JSON:API, states that follow from times and from the newest update. */
export function openCachet3({ byMeta = true, size = 100 }: Variant3 = {}): Promise<CachetWorld> {
  return openBase(
    (asked, { things, components, next }) => {
      const { method, path, query, headers, json } = asked;
      if (path === "/api/version") return yes({ version: "v3.x-dev" });
      const parts = /^\/api\/(incidents|schedules|components)(?:\/(\d+))?(\/updates)?(?:\/(\d+))?$/.exec(path);
      if (!parts) return { status: 404, json: { message: "The route could not be found." } };
      if (method !== "GET" && headers.authorization !== `Bearer ${credential}`)
        return { status: 401, json: { message: "Unauthenticated." } };
      const invalid = (field: string): Answered => ({
        status: 422,
        json: {
          message: `The ${field} field is not valid.`,
          errors: { [field]: [`The ${field} field is not valid.`] },
        },
      });
      const [, list, id, isUpdates, updateId] = parts;
      const paged = (all: unknown[]) => {
        const per = Math.min(Number(query.get("per_page") ?? 15), size);
        const page = Number(query.get("page") ?? 1);
        const next = page * per < all.length ? "http://elsewhere.example.com/api?page=2" : null;
        return yes(all.slice((page - 1) * per, page * per), { links: { first: "…", prev: null, next }, meta: {} });
      };
      if (list === "components") {
        if (method === "GET")
          return paged(
            [...components].map(([one, status]) => ({
              id: one,
              type: "components",
              attributes: { status: { human: "…", value: 1 }, latest_status: { human: "…", value: status } },
            })),
          );
        if (!components.has(id ?? "")) return { status: 404, json: { message: "No query results for model." } };
        if (!(json.status >= 1 && json.status <= 6)) return invalid("status");
        components.set(id ?? "", json.status);
        return yes({ id, attributes: {} });
      }
      const kind = list === "incidents" ? "incident" : "maintenance";
      const statusOf = ({ status, updates, starts, ends }: Thing) => {
        if (kind === "incident") return updates.at(-1)?.status ?? status;
        return ends !== null && (starts ?? "") < ends ? 2 : 0;
      };
      const as = (one: Thing) => ({
        id: String(one.id),
        type: list,
        attributes: {
          name: one.name,
          message: one.message,
          status: { human: "…", value: statusOf(one) },
          ...(kind === "maintenance" ? { completed_at: { human: null, string: one.ends } } : {}),
          ...(query.get("include")?.includes("meta") ? { meta: one.meta } : {}),
        },
      });
      const updateAs = (one: Update) => ({ id: String(one.id), type: "updates", attributes: { message: one.message } });
      const mine = things.filter((thing) => thing.kind === kind);
      const thing = mine.find((one) => one.id === Number(id));
      if (id && !thing) return { status: 404, json: { message: "No query results for model." } };
      if (!thing && method === "GET") {
        const key = query.get("filter[meta][sitrep]");
        if (key !== null && !byMeta)
          return { status: 400, json: { message: "Requested filter(s) `meta` are not allowed." } };
        return paged((key === null ? mine.toReversed() : mine.filter(({ meta }) => meta?.sitrep === key)).map(as));
      }
      if (!thing) {
        if (!isText(json.name) || json.name.length > 255) return invalid("name");
        if (!isText(json.message)) return invalid("message");
        if (kind === "maintenance" && !isText(json.scheduled_at)) return invalid("scheduled_at");
        things.push({
          id: next(),
          kind,
          name: json.name,
          message: json.message,
          status: json.status ?? 0,
          visible: json.visible ?? false,
          starts: json.scheduled_at ?? null,
          ends: json.completed_at ?? null,
          meta: json.meta ?? null,
          updates: [],
        });
        return { status: 201, json: { data: as(things.at(-1) as Thing) } };
      }
      if (!isUpdates && method === "GET") return yes(as(thing));
      if (!isUpdates) {
        const { name = thing.name, message = thing.message, scheduled_at, completed_at } = json;
        Object.assign(thing, { name, message });
        if (scheduled_at) thing.starts = scheduled_at;
        if (completed_at) thing.ends = completed_at;
        return yes(as(thing));
      }
      if (method === "GET") return paged(thing.updates.map(updateAs));
      if (!isText(json.message)) return invalid("message");
      if (kind === "incident" && !(json.status >= 0 && json.status <= 4)) return invalid("status");
      const was = thing.updates.find((one) => one.id === Number(updateId));
      if (updateId && !was) return { status: 404, json: { message: "No query results for model." } };
      const update = was ?? { id: next(), status: null, message: "" };
      Object.assign(update, { status: json.status ?? null, message: json.message });
      if (!was) thing.updates.push(update);
      if (kind === "maintenance" && json.completed_at) thing.ends = json.completed_at;
      return { status: was ? 200 : 201, json: { data: updateAs(update) } };
    },
    ({ method, path, json }) => method === "POST" && !path.endsWith("/updates") && json.notifications === true,
    ({ kind, status, updates, ends }) =>
      kind === "incident" ? (updates.at(-1)?.status ?? status) !== 4 : ends === null,
  );
}
