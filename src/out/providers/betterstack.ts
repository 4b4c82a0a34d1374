import { z } from "zod";
import type { OverallStatus } from "../../domain/policy.ts";
import type { Notice } from "../../domain/publishing/notice.ts";
import { isOnPage } from "../betterstack-page.ts";
import {
  afterwards,
  defineProvider,
  isEnd,
  isoTime,
  matchPosts,
  type Post,
  type Shown,
  type Stood,
  spanOf,
  titlesOf,
  type Work,
} from "../provider.ts";
import { address, id, secret } from "../settings.ts";

const settings = z.strictObject({
  /** The number of the status page: it stands in the address of its settings. */
  page: id,
  token: secret,
  /** The page as everybody reads it; given, it is read back, too. */
  page_url: address.optional(),
  /** The host; one page of the vendor names another one. */
  url: address.default("https://uptime.betterstack.com"),
});
type Settings = z.infer<typeof settings>;

const either = z.union([z.string(), z.number()]).transform(String);
const affected = z
  .array(z.object({ status_page_resource_id: either, status: z.string() }))
  .nullish()
  .transform((list) => list ?? []);
const update = z.object({
  id: either,
  type: z.string().nullish(),
  attributes: z.object({ message: z.string().nullish(), affected_resources: affected }),
});
const report = z.object({
  id: either,
  attributes: z.object({
    title: z.string().nullish(),
    report_type: z.string().nullish(),
    ends_at: z.string().nullish(),
    affected_resources: affected,
  }),
});
const pagination = z.object({ next: z.string().nullish() }).nullish();
const one = z.object({ data: report, included: z.array(z.looseObject({})).nullish() });
const reports = z.object({ data: z.array(report), pagination });
const updates = z.object({ data: z.array(update), pagination });
const posted = z.object({ data: update });
/** What of a report, beside its texts, was last set by us; what stands so is not set again, whoever changed it since. */
const facts = z.object({ title: z.string(), starts_at: z.string(), ends_at: z.string().nullable() });
type Facts = z.infer<typeof facts>;

const words: Record<OverallStatus, string> = {
  operational: "resolved",
  degraded: "degraded",
  "partial-outage": "degraded",
  "major-outage": "downtime",
  maintenance: "degraded",
};
const perPage = 250;
/** So many pages of reports are looked through for one of ours: 10,000 reports. */
const mostPages = 40;

/**
 * Better Stack's status pages (contracts: status providers 2). A report has no place for our key and no stage: it is found
 * again by its title and the texts in it. Reports that its monitors open (`automatic`) are never touched.
 */
export default defineProvider<Settings>({
  name: "betterstack",
  shown: "Better Stack",
  settings,
  can: () => ({
    timeline: true,
    stages: false,
    components: "impact",
    lossy: { "partial-outage": "degraded" },
    maintenance: true,
    corrects: true,
    notifies: true,
    several: true,
    readsBack: true,
    titleMost: null,
    textMost: null,
  }),
  cannot: () => [
    "It knows no stages: whether it is investigated or identified stands in the text alone.",
    "A partial outage of a component is shown as degraded.",
  ],
  credential: ({ token }) => token.reveal(),
  place: ({ url, page }) => `${url} ${page}`,
  limit: null,
  mayDouble: null,
  settlesMs: 10_000,
  reach: ({ url, page, token }) => ({
    url: `${url}/api/v2/status-pages/${encodeURIComponent(page)}`,
    headers: { authorization: `Bearer ${token.reveal()}` },
  }),

  async find(notice, work, before) {
    if (before) {
      const there = await reportOf(before.id, work);
      if (there) return standing(notice, before.id, work);
    }
    const titles = titlesOf(notice);
    const kind = kindOf(notice);
    for (let page = 1, more = true; more && page <= mostPages; page++) {
      const path = `/status-reports?per_page=${perPage}&page=${page}`;
      const { data, pagination } = await work.json({ method: "GET", path }, reports);
      for (const { id, attributes } of data) {
        if (attributes.report_type !== kind || !titles.includes(attributes.title ?? "")) continue;
        const stood = await standing(notice, id, work);
        if (stood.posts.length > 0) return stood;
      }
      more = data.length > 0 && typeof pagination?.next === "string";
    }
    return null;
  },

  async create(notice, post, work) {
    const json = {
      title: notice.title,
      message: post.update.text,
      report_type: kindOf(notice),
      notify_subscribers: post.notify,
      affected_resources: resourcesOf(notice, post),
      published_at: isoTime(post.update.postedAt),
      starts_at: isoTime(notice.startedAt),
      ...(notice.window ? { ends_at: isoTime(notice.window.endsAt) } : {}),
    };
    const { data, included } = await work.json({ method: "POST", path: "/status-reports", json }, one);
    const keep: Facts = { title: json.title, starts_at: json.starts_at, ends_at: json.ends_at ?? null };
    let known = (included ?? []).flatMap((one) => update.safeParse(one).data ?? []);
    await afterwards(async () => {
      if (known.length === 0) known = await updatesOf(data.id, work);
      await inLine(notice, post, { id: data.id, keep }, work);
    });
    const posts = [{ update: post.update.id, theirs: known[0]?.id ?? null }];
    return { id: data.id, url: null, posts, keep: post.newest ? factsOf(notice) : keep };
  },

  async post(notice, post, stood, work) {
    const json = {
      message: post.update.text,
      affected_resources: resourcesOf(notice, post),
      notify_subscribers: post.notify,
      published_at: isoTime(post.update.postedAt),
    };
    const path = `${pathOf(stood.id)}/status-updates`;
    const { data } = await work.json({ method: "POST", path, json }, posted);
    await afterwards(() => inLine(notice, post, stood, work));
    const posts = [...stood.posts, { update: post.update.id, theirs: data.id }];
    return { ...stood, posts, keep: post.newest ? factsOf(notice) : stood.keep };
  },

  async correct(_notice, corrected, theirs, stood, work) {
    const all = await updatesOf(stood.id, work);
    const there = all.find(({ id }) => id === theirs);
    if (!there) return;
    await rewrite(stood.id, theirs, corrected.text, there.attributes.affected_resources, work);
    // Whether the update that was written last or the newest one says how resources are is not established.
    const newest = all.find(({ id }) => id === stood.posts.at(-1)?.theirs);
    if (!newest || newest.id === theirs) return;
    const { message, affected_resources } = newest.attributes;
    await rewrite(stood.id, newest.id, message ?? "", affected_resources, work);
  },

  async amend(notice, post, stood, work) {
    const resources = resourcesOf(notice, post);
    const there = await updatesOf(stood.id, work);
    const posts = [...stood.posts];
    const last = posts.findIndex((one) => one.update === post.update.id);
    const newest = there.find(({ id }) => id === posts[last]?.theirs);
    if (newest) {
      const text = post.repair ? post.update.text : (newest.attributes.message ?? post.update.text);
      await rewrite(stood.id, newest.id, text, resources, work);
    } else if (post.repair) {
      const json = { message: post.update.text, affected_resources: resources, notify_subscribers: false };
      const path = `${pathOf(stood.id)}/status-updates`;
      const { data } = await work.json({ method: "POST", path, json }, posted);
      posts.splice(last, last < 0 ? 0 : 1);
      posts.push({ update: post.update.id, theirs: data.id });
    }
    await change(stood.id, { affected_resources: resources }, work);
    await inLine(notice, post, post.repair ? { id: stood.id } : stood, work);
    return { ...stood, posts, keep: factsOf(notice) };
  },

  async read(_notice, stood, work) {
    const there = await reportOf(stood.id, work);
    if (!there) return null;
    const { title, ends_at, affected_resources } = there;
    const newest = stood.posts.at(-1)?.theirs;
    const texts = newest ? await updatesOf(stood.id, work) : [];
    return {
      title: title ?? "",
      open: typeof ends_at !== "string" || Date.parse(ends_at) > work.clock.now(),
      ...(newest ? { text: texts.find(({ id }) => id === newest)?.attributes.message ?? "" } : {}),
      components: Object.fromEntries(
        affected_resources.map(({ status_page_resource_id, status }) => [status_page_resource_id, stateIn(status)]),
      ),
    };
  },
  seen: (notice, { id }, work) => isOnPage(notice, id, work),
  expect(notice, post): Shown {
    const resources = resourcesOf(notice, post);
    // A maintenance ends there by the clock, so that only its end is something to hold it against.
    const closes = post.newest && (notice.kind === "incident" || !notice.open);
    return {
      title: notice.title,
      ...(closes ? { open: notice.open } : {}),
      text: post.update.text,
      ...(post.newest
        ? { components: Object.fromEntries(resources.map((one) => [one.status_page_resource_id, one.status])) }
        : {}),
    };
  },
});

function kindOf({ kind }: Notice): "manual" | "maintenance" {
  return kind === "maintenance" ? "maintenance" : "manual";
}

function pathOf(report: string): string {
  return `/status-reports/${encodeURIComponent(report)}`;
}

/** `Operational` of a resource is `resolved` of a report; capitals differ from page to page of the vendor. */
function stateIn(status: string): string {
  const word = status.toLowerCase();
  return word === "operational" ? "resolved" : word;
}

/**
 * Every update has to name what is affected. One of the past that is caught up with says what the incident makes of its
 * components, never that they are well: that would end the report. So does one that turned out to be none.
 */
function resourcesOf(notice: Notice, { components, newest }: Post) {
  const past = notice.impact === "operational" ? "degraded" : notice.impact;
  return components.map(({ theirs, impact }) => ({
    status_page_resource_id: theirs,
    status: notice.kind === "maintenance" ? "maintenance" : words[newest ? impact : past],
  }));
}

/** Brings title and times to what they should be: what was last set by us and is still right is left alone. */
async function inLine(
  notice: Notice,
  post: Post,
  stood: Pick<Stood, "id" | "keep">,
  work: Work<Settings>,
): Promise<void> {
  if (!post.newest) return;
  const before = facts.safeParse(stood.keep).data;
  const wrong = Object.entries(factsOf(notice)).filter(([name, value]) => before?.[name as keyof Facts] !== value);
  const changes = Object.fromEntries(wrong);
  const isOver = notice.kind === "incident" && isEnd(post.update.stage);
  // Whether it ends by itself once everything is resolved is not told anywhere: an end that is there stays.
  if (isOver && "ends_at" in changes && (await reportOf(stood.id, work))?.ends_at) delete changes.ends_at;
  if (Object.keys(changes).length > 0) await change(stood.id, changes, work);
}

function factsOf(notice: Notice): Facts {
  const { startsAt, endsAt } = spanOf(notice);
  return { title: notice.title, starts_at: isoTime(startsAt), ends_at: endsAt === null ? null : isoTime(endsAt) };
}

async function change(report: string, json: object, work: Work<Settings>): Promise<void> {
  await work.call({ method: "PATCH", path: pathOf(report), json });
}

/** Writes an update anew, and tells nobody. */
async function rewrite(
  report: string,
  theirs: string,
  message: string,
  resources: z.infer<typeof affected>,
  work: Work<Settings>,
): Promise<void> {
  const path = `${pathOf(report)}/status-updates/${encodeURIComponent(theirs)}`;
  await work.call({
    method: "PATCH",
    path,
    json: { message, affected_resources: resources, notify_subscribers: false },
  });
}

async function reportOf(id: string, work: Work<Settings>): Promise<z.infer<typeof report>["attributes"] | null> {
  return (await work.found({ method: "GET", path: pathOf(id) }, one))?.data.attributes ?? null;
}

/** All updates of a report. */
async function updatesOf(report: string, work: Work<Settings>): Promise<z.infer<typeof update>[]> {
  const all: z.infer<typeof update>[] = [];
  for (let page = 1, more = true; more && page <= mostPages; page++) {
    const path = `${pathOf(report)}/status-updates?per_page=${perPage}&page=${page}`;
    const { data, pagination } = await work.json({ method: "GET", path }, updates);
    all.push(...data);
    more = data.length > 0 && typeof pagination?.next === "string";
  }
  return all;
}

async function standing(notice: Notice, id: string, work: Work<Settings>): Promise<Stood> {
  const there = await updatesOf(id, work);
  const theirs = there.map(({ id, attributes }) => ({ id, text: attributes.message ?? "" }));
  return { id, url: null, posts: matchPosts(notice, theirs) };
}
