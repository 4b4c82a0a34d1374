import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import { all, type CachetWork, type Dialect, either, type Item, type Kind, meta, mostPages, number } from "./cachet.ts";
import type { Asking } from "./provider.ts";

const item = z
  .object({
    id: either,
    name: z.string().nullish(),
    message: z.string().nullish(),
    status: number,
    completed_at: z.string().nullish(),
    meta,
  })
  .transform(
    ({ id, name, message, status, completed_at, meta }): Item => ({
      id,
      name: name ?? "",
      message: message ?? "",
      status,
      endsAt: completed_at ?? null,
      key: meta,
    }),
  );
const update = z
  .object({ id: either, message: z.string().nullish() })
  .transform(({ id, message }) => ({ id, text: message ?? "" }));
const one = z.object({ data: item });
const posted = z.object({ data: update });
const pages = z.object({ pagination: z.object({ total_pages: z.coerce.number() }).nullish() }).nullish();
const perPage = 100;

/**
 * Cachet 2.4 (contracts: status providers 6a). Our key is kept with an incident and may not be readable; a schedule keeps
 * none, and has one text. What is left out of an edit goes back to true: `visible` and `notify` are always said.
 */
export const cachet2: Dialect = {
  keepsUpdates: (kind) => kind === "incident",
  keepsStage: () => true,
  numbers: { operational: 1, degraded: 2, "partial-outage": 3, "major-outage": 4, maintenance: 1 },
  item: async (kind, id, work) => (await work.found(at("GET", pathOf(kind, id), work), one))?.data ?? null,
  items: (kind, work) => listed(`${pathOf(kind)}?sort=id&order=desc`, item, work),

  async updates(kind, id, work) {
    if (kind === "maintenance") return [];
    return all(listed(`${pathOf(kind, id)}/updates?sort=id&order=asc`, update, work));
  },

  async open(kind, { name, message, stage, startsAt, endsAt }, notify, work) {
    const own =
      kind === "incident" ? { visible: 1, notify, meta: { sitrep: work.key } } : times({ startsAt, endsAt }, work);
    const json = { name, message, status: stage, ...own };
    return (await work.json({ ...at("POST", pathOf(kind), work), json }, one)).data.id;
  },

  async add(kind, id, { message, stage }, work) {
    const path = `${pathOf(kind, id)}/updates`;
    return (await work.json({ ...at("POST", path, work), json: { status: stage, message } }, posted)).data.id;
  },

  async edit(kind, id, { name, message, stage, startsAt, endsAt }, work) {
    const own = kind === "incident" ? { visible: 1, notify: false } : times({ startsAt, endsAt }, work);
    await work.call({ ...at("PUT", pathOf(kind, id), work), json: { name, message, status: stage, ...own } });
  },

  async rewrite(kind, id, update, stage, text, work) {
    const path = `${pathOf(kind, id)}/updates/${encodeURIComponent(update)}`;
    await work.call({ ...at("PUT", path, work), json: { status: stage, message: text } });
  },

  async components(work) {
    const component = z.object({ id: either, status: number });
    const numbers = new Map<string, number>();
    for await (const { id, status } of listed("/components?sort=id&order=asc", component, work))
      if (status !== null) numbers.set(id, status);
    return numbers;
  },
  async setComponent(id, status, work) {
    await work.call({ ...at("PUT", `/components/${encodeURIComponent(id)}`, work), json: { status } });
  },
};

function at<M extends Asking["method"]>(method: M, path: string, { settings }: CachetWork) {
  return { method, path: `/api/v1${path}`, headers: { "x-cachet-token": settings.token.reveal() } };
}

function pathOf(kind: Kind, id?: string): string {
  const list = kind === "incident" ? "/incidents" : "/schedules";
  return id === undefined ? list : `${list}/${encodeURIComponent(id)}`;
}

async function* listed<T>(path: string, schema: z.ZodType<T>, work: CachetWork): AsyncGenerator<T> {
  const list = z.object({ data: z.array(schema), meta: pages });
  for (let page = 1; page <= mostPages; page++) {
    const { data, meta } = await work.json(at("GET", `${path}&per_page=${perPage}&page=${page}`, work), list);
    yield* data;
    if (data.length === 0 || page >= (meta?.pagination?.total_pages ?? mostPages)) return;
  }
}

/** Times are taken in the site's zone, to the minute, and in no other form. */
function times({ startsAt, endsAt }: { startsAt: Instant; endsAt: Instant | null }, { settings }: CachetWork) {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: settings.timezone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return { scheduled_at: format.format(startsAt), ...(endsAt === null ? {} : { completed_at: format.format(endsAt) }) };
}
