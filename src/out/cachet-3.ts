import { z } from "zod";
import { all, type CachetWork, type Dialect, either, type Item, type Kind, meta, mostPages, number } from "./cachet.ts";
import { jsonOf } from "./ending.ts";
import { type Asking, isoTime } from "./provider.ts";

const item = z
  .object({
    id: either,
    attributes: z.object({
      name: z.string().nullish(),
      message: z.string().nullish(),
      status: number,
      completed_at: z.unknown().optional().transform(timeIn),
      meta,
    }),
  })
  .transform(
    ({ id, attributes: { name, message, status, completed_at, meta } }): Item => ({
      id,
      name: name ?? "",
      message: message ?? "",
      status,
      endsAt: completed_at,
      key: meta,
    }),
  );
const update = z
  .object({ id: either, attributes: z.object({ message: z.string().nullish() }) })
  .transform(({ id, attributes }) => ({ id, text: attributes.message ?? "" }));
const one = z.object({ data: item });
const posted = z.object({ data: update });
const perPage = 100;

/**
 * Cachet 3 (contracts: status providers 6b). Our key is kept with incidents and schedules; builds differ in whether they can be asked
 * for by it. The status of a schedule follows from its times: it gets its end when it has ended, because some builds take
 * any end for one that is past.
 */
export const cachet3: Dialect = {
  keepsUpdates: () => true,
  keepsStage: (kind) => kind === "incident",
  numbers: { operational: 1, degraded: 2, "partial-outage": 3, "major-outage": 4, maintenance: 6 },
  item: async (kind, id, work) => (await work.found(at("GET", pathOf(kind, id), work), one))?.data ?? null,

  async *items(kind, work) {
    if (kind === "incident") {
      const path = `/incidents?filter[meta][sitrep]=${encodeURIComponent(work.key)}&include=meta`;
      const { status, text } = await work.call(at("GET", path, work), [400]);
      const found = z.object({ data: z.array(item) }).safeParse(status === 400 ? null : jsonOf(text)).data;
      for (const there of found?.data ?? []) if (there.key === work.key) yield there;
    }
    yield* listed(pathOf(kind), item, work);
    // The order of schedules is the oldest first, or whatever it is asked for; both are looked through whole.
  },

  updates: (kind, id, work) => all(listed(`${pathOf(kind, id)}/updates`, update, work)),

  async open(kind, { name, message, stage, startsAt, endsAt }, notify, work) {
    const own =
      kind === "incident"
        ? { status: stage, visible: true, occurred_at: isoTime(startsAt) }
        : { scheduled_at: isoTime(startsAt), ...endOf(stage, endsAt) };
    const json = { name, message, notifications: notify, meta: { sitrep: work.key }, ...own };
    return (await work.json({ ...at("POST", pathOf(kind), work), json }, one)).data.id;
  },

  async add(kind, id, { message, stage, endsAt }, work) {
    const json = kind === "incident" ? { status: stage, message } : { message, ...endOf(stage, endsAt) };
    return (await work.json({ ...at("POST", `${pathOf(kind, id)}/updates`, work), json }, posted)).data.id;
  },

  async edit(kind, id, { name, message, stage, startsAt, endsAt }, work) {
    const own =
      kind === "incident"
        ? { status: stage, visible: true }
        : { scheduled_at: isoTime(startsAt), ...endOf(stage, endsAt) };
    await work.call({ ...at("PUT", pathOf(kind, id), work), json: { name, message, ...own } });
  },

  async rewrite(kind, id, update, stage, text, work) {
    const json = kind === "incident" ? { status: stage, message: text } : { message: text };
    const path = `${pathOf(kind, id)}/updates/${encodeURIComponent(update)}`;
    await work.call({ ...at("PUT", path, work), json });
  },

  async components(work) {
    const component = z.object({ id: either, attributes: z.object({ status: number, latest_status: number }) });
    const numbers = new Map<string, number>();
    for await (const { id, attributes } of listed("/components", component, work)) {
      const shown = attributes.latest_status ?? attributes.status;
      if (shown !== null) numbers.set(id, shown);
    }
    return numbers;
  },
  async setComponent(id, status, work) {
    await work.call({ ...at("PUT", `/components/${encodeURIComponent(id)}`, work), json: { status } });
  },
};

function at<M extends Asking["method"]>(method: M, path: string, { settings }: CachetWork) {
  return { method, path: `/api${path}`, headers: { authorization: `Bearer ${settings.token.reveal()}` } };
}

function pathOf(kind: Kind, id?: string): string {
  const list = kind === "incident" ? "/incidents" : "/schedules";
  return id === undefined ? list : `${list}/${encodeURIComponent(id)}`;
}

function endOf(stage: number, endsAt: number | null): { completed_at?: string } {
  return stage === 2 && endsAt !== null ? { completed_at: isoTime(endsAt) } : {};
}

async function* listed<T>(path: string, schema: z.ZodType<T>, work: CachetWork): AsyncGenerator<T> {
  const list = z.object({ data: z.array(schema), links: z.object({ next: z.string().nullish() }).nullish() });
  for (let page = 1; page <= mostPages; page++) {
    const { data, links } = await work.json(at("GET", `${path}?per_page=${perPage}&page=${page}`, work), list);
    yield* data;
    // No list tells how long it is; the address of the next page is another's, and only says that there is one.
    if (data.length === 0 || links?.next === null) return;
  }
}

/** A time as it is, or with its words beside it. */
function timeIn(value: unknown): string | null {
  const told = z.object({ string: z.string() }).safeParse(value).data?.string ?? value;
  return typeof told === "string" && told !== "" ? told : null;
}
