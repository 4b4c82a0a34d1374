import { z } from "zod";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import { cut, cutAtLine } from "../ending.ts";
import {
  afterwards,
  ByHand,
  defineProvider,
  isEnd,
  isoTime,
  matchPosts,
  type Post,
  type Stood,
  spanOf,
  Trouble,
  titlesOf,
  type Work,
  wholeText,
} from "../provider.ts";
import { address, id, secret } from "../settings.ts";

const settings = z.strictObject({
  /** The number of the status page (PSP). */
  page: id,
  /** The main key: one for reading can show nothing. */
  api_key: secret,
  /** Whether an open announcement of ours is pinned: a page has one pin, and it is taken from whatever has it. */
  pin: z.boolean().default(true),
  url: address.default("https://api.uptimerobot.com/v3"),
});
type Settings = z.infer<typeof settings>;

/** Everything that is read may be null there. */
const announcement = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z.string().nullish(),
  content: z.string().nullish(),
  status: z.string().nullish(),
  startDate: z.unknown().optional(),
});
type Announcement = z.infer<typeof announcement>;
const list = z.object({ data: z.array(announcement), nextLink: z.string().nullish() });

/** What was last said beside the text; what stands so is not said again, whoever changed it since. */
type Facts = { title: string; status: string; startDate: string; endDate: string | null };
const factsSchema = z.object({
  title: z.string(),
  status: z.string(),
  startDate: z.string(),
  endDate: z.string().nullable(),
});

const titleMost = 255;
const textMost = 2_000;
/** One update leaves room for the words that earlier ones are left out. */
const updateMost = textMost - 50;
const rule = "\n\n---\n\n";
const mostPages = 40;

/**
 * UptimeRobot's status pages, announcements of its API v3 (contracts: status providers 4; the `setPSPMessage` of older notes
 * does not exist). An announcement is one text without updates, and has no place for our key. A plan or a key that may
 * not write is answered with the text for a person to paste.
 */
export default defineProvider<Settings>({
  name: "uptimerobot",
  shown: "UptimeRobot",
  settings,
  can: () => ({
    timeline: false,
    stages: false,
    components: "none",
    lossy: {},
    maintenance: true,
    corrects: true,
    notifies: false,
    several: true,
    readsBack: true,
    titleMost,
    textMost,
  }),
  cannot: () => [
    "It keeps one text of 2,000 characters for each incident: updates stand in it, newest first, and the oldest are left out.",
    "It shows no components: its monitors alone make the status of the page.",
    "Whom it writes to is up to the page's own subscriptions.",
    "A maintenance is pending there until it begins; whether people see it before is up to UptimeRobot.",
  ],
  credential: ({ api_key }) => api_key.reveal(),
  place: ({ url, page }) => `${url} ${page}`,
  limit: null,
  mayDouble: null,
  settlesMs: 10_000,
  reach: ({ url, page, api_key }) => ({
    url: `${url}/psps/${encodeURIComponent(page)}`,
    headers: { authorization: `Bearer ${api_key.reveal()}` },
  }),
  render: textOf,

  async find(notice, work, before) {
    const there = (before && (await announcementOf(before.id, work))) ?? (await ours(notice, work));
    return there && { id: there.id, url: null, posts: postsIn(notice, there), keep: before?.keep };
  },

  async create(notice, post, work) {
    const facts = factsOf(notice, post.update);
    const type = notice.kind === "maintenance" ? "Maintenance" : "Issue";
    const json = { ...facts, type, content: contentOf(post) };
    const { id } = await write({ method: "POST", path: "/announcements", json }, notice, post, work);
    await afterwards(() => pin(id, null, facts, work));
    return { id, url: null, posts: allOf(post), keep: facts };
  },

  async post(notice, post, stood, work) {
    const facts = factsOf(notice, post.update);
    const json = { ...changed(facts, stood), content: contentOf(post) };
    await write({ method: "PATCH", path: pathOf(stood.id), json }, notice, post, work);
    await afterwards(() => pin(stood.id, keptOf(stood), facts, work));
    return { ...stood, posts: allOf(post), keep: facts };
  },

  async amend(notice, post, stood, work) {
    const facts = factsOf(notice, post.update);
    const json = post.repair ? { ...facts, content: contentOf(post) } : changed(facts, stood);
    if (Object.keys(json).length > 0)
      await write({ method: "PATCH", path: pathOf(stood.id), json }, notice, post, work);
    await afterwards(() => pin(stood.id, keptOf(stood), facts, work));
    return { ...stood, keep: facts };
  },

  async read(_notice, stood, work) {
    const there = await announcementOf(stood.id, work);
    if (!there) return null;
    // In which case the states are read is not told; a pending one may have been published by the clock.
    const status = there.status?.toLowerCase();
    return {
      title: there.title ?? undefined,
      open: status === undefined ? undefined : status !== "archived" && status !== "offline",
      text: there.content ?? undefined,
    };
  },
  expect: (notice, post) => ({
    title: cut(notice.title, titleMost),
    open: !isEnd(post.update.stage),
    text: contentOf(post),
  }),
});

function textOf({ text }: NoticeUpdate): string {
  return cutAtLine(text, updateMost);
}

function contentOf({ history }: Post): string {
  return wholeText(history, textMost, textOf);
}

function pathOf(id: string): string {
  return `/announcements/${encodeURIComponent(id)}`;
}

function factsOf(notice: Notice, { stage }: NoticeUpdate): Facts {
  const { startsAt, endsAt } = spanOf(notice);
  return {
    title: cut(notice.title, titleMost),
    status: isEnd(stage) ? "Archived" : stage === "SCHEDULED" ? "Pending" : "Published",
    startDate: isoTime(startsAt),
    endDate: endsAt === null ? null : isoTime(endsAt),
  };
}

function keptOf({ keep }: Stood): Facts | null {
  return factsSchema.safeParse(keep).data ?? null;
}

/** What of it is not as it was last said. */
function changed(facts: Facts, stood: Stood): Partial<Facts> {
  const before = keptOf(stood);
  return Object.fromEntries(Object.entries(facts).filter(([name, value]) => before?.[name as keyof Facts] !== value));
}

/** All of them: what is left out of a text that is too long is not to be said again. */
function allOf({ history }: Post): Stood["posts"] {
  return history.toReversed().map(({ id }) => ({ update: id, theirs: null }));
}

/** Writes, or asks a person to. */
async function write(
  asking: { method: "POST" | "PATCH"; path: string; json: object },
  { title }: Notice,
  post: Post,
  work: Work<Settings>,
): Promise<Announcement> {
  try {
    return await work.json(asking, announcement);
  } catch (error) {
    if (!(error instanceof Trouble) || error.status !== 403) throw error;
    const where = `status page ${work.settings.page}, as "${cut(title, titleMost)}"`;
    throw new ByHand(
      `does not let this key write announcements: paste this on ${where}, and press Pasted`,
      contentOf(post),
    );
  }
}

/** Pins what has come to be published, and takes the pin back when it is over. Both may be done twice. */
async function pin(id: string, before: Facts | null, now: Facts, work: Work<Settings>): Promise<void> {
  if (!work.settings.pin || before?.status === now.status) return;
  if (now.status === "Published") await work.call({ method: "POST", path: `${pathOf(id)}/pin` });
  if (now.status === "Archived") await work.call({ method: "POST", path: `${pathOf(id)}/unpin` });
}

async function announcementOf(id: string, work: Work<Settings>): Promise<Announcement | null> {
  return work.found({ method: "GET", path: pathOf(id) }, announcement);
}

/** Among all announcements, the one with a title of ours that holds one of our updates. */
async function ours(notice: Notice, work: Work<Settings>): Promise<Announcement | null> {
  const titles = titlesOf(notice).map((title) => cut(title, titleMost));
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < mostPages; page++) {
    const path = `/announcements${cursor === "" ? "" : `?cursor=${encodeURIComponent(cursor)}`}`;
    const { data, nextLink }: z.infer<typeof list> = await work.json({ method: "GET", path }, list);
    const found = data.find((one) => titles.includes(one.title ?? "") && postsIn(notice, one).length > 0);
    if (found) return found;
    cursor = cursorIn(nextLink);
  }
  return null;
}

function cursorIn(link: string | null | undefined): string | null {
  return typeof link === "string"
    ? (URL.parse(link, "https://api.uptimerobot.com")?.searchParams.get("cursor") ?? null)
    : null;
}

/** Which of our updates are there: where one is, those before it were, even if they were cut off since. */
function postsIn(notice: Notice, { content }: Announcement): Stood["posts"] {
  const parts = (content ?? "").split(rule).map((text) => ({ id: null, text }));
  const found = matchPosts(notice, parts, textOf);
  const count = notice.updates.findIndex(({ id }) => id === found.at(-1)?.update) + 1;
  return notice.updates
    .slice(0, count)
    .map(({ id }) => found.find(({ update }) => update === id) ?? { update: id, theirs: null });
}
