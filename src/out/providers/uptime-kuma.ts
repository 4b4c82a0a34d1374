import { z } from "zod";
import type { Notice } from "../../domain/publishing/notice.ts";
import { findIncident, isOnPage, showIncident } from "../kuma-incident.ts";
import { findMaintenance, showMaintenance } from "../kuma-maintenance.ts";
import { monitorWord, pushAgain, readMonitors, setMonitor } from "../kuma-monitor.ts";
import { kumaOf } from "../kuma-socket.ts";
import { render, sectionOf, textMost, titleMost } from "../kuma-text.ts";
import { defineProvider, isEnd, matchPosts, type Post, type Stood, type Work } from "../provider.ts";
import { address, id, secret } from "../settings.ts";

const settings = z.strictObject({
  url: address,
  /** The end of the page's address: `main` in `/status/main`. */
  slug: z.string().min(1),
  username: z.string().min(1).optional(),
  password: secret.optional(),
  /** The token of a session, for accounts with a second factor. */
  token: secret.optional(),
  /** What the preview is to go by: before 2.1 a page shows one incident. What it really is, it says itself. */
  version: id
    .refine((value) => /^[12](\.\d+)*$/.test(value), { error: "It must be a version like 2.1 or 1.23." })
    .default("2.1"),
  /** True = a version that Sitrep does not know is tried all the same. */
  force: z.boolean().default(false),
});
type Settings = z.infer<typeof settings>;

/** What is kept of a notice: its incident, and the window of a maintenance. */
const kept = z.object({ incident: z.number().nullable(), isShown: z.boolean(), window: z.number().nullable() });
type Kept = z.infer<typeof kept>;

/**
 * Uptime Kuma, over its web interface's own socket (contracts: status providers 3). An incident there is one text without
 * updates: it is written anew each time. Our key stands in a line of it that readers do not see.
 */
export default defineProvider<Settings>({
  name: "uptime-kuma",
  shown: "Uptime Kuma",
  settings,
  can: ({ version }) => ({
    timeline: false,
    stages: false,
    components: "states",
    lossy: { "partial-outage": "major-outage" },
    maintenance: true,
    corrects: true,
    notifies: false,
    several: hasSeveral(version),
    readsBack: true,
    titleMost,
    textMost,
  }),
  cannot: ({ version }) => [
    "It keeps one text for each incident: updates stand in it, newest first.",
    "Only manual and push monitors can be set; the others it checks by itself.",
    ...(hasSeveral(version)
      ? []
      : ["It shows one incident at a time: ours stand in it together, and take the place of any other."]),
  ],
  credential: ({ url, username, token }) => `${url}\n${username ?? ""}\n${token?.reveal() ?? ""}`,
  place: ({ url, slug }) => `${url}\n${slug}`,
  limit: null,
  mayDouble: null,
  settlesMs: 5_000,
  reach: ({ url }) => ({ url, headers: {} }),
  render,

  find: (notice, work, before) => found(notice, work, before),
  async create(notice, post, work) {
    // An attempt that broke off half-way may have left a part of it.
    const there = await found(notice, work, null);
    return show(notice, post, there, work);
  },
  post: show,
  async amend(notice, post, stood, work) {
    const now = await show(notice, post, stood, work);
    for (const { theirs, status } of post.components) await setMonitor(theirs, status, work);
    return now;
  },

  setComponent: setMonitor,
  tellAgain: pushAgain,
  readComponents: readMonitors,
  word: monitorWord,

  async read(notice, stood, work) {
    const kuma = await kumaOf(work);
    const { incident, window } = keptOf(stood);
    const there = await findIncident(kuma, work, { id: incident, since: notice.publishedAt });
    // What an older version no longer shows cannot be asked for.
    if (!there) return notice.open || kuma.hasHistory ? null : { open: false };
    if (window !== null && (await findMaintenance(kuma, work)) === null) return null;
    return { title: there.title, text: there.text, open: there.isShown };
  },
  seen: async (_notice, stood, work) => isOnPage(await kumaOf(work), work, keptOf(stood).incident),
  expect(notice, post) {
    const { title, text, isOver } = sectionOf(notice, post, "");
    return { title, text, open: !isOver };
  },
});

/** Shows a notice as it is now: its incident, and the window of a maintenance. What is there already is brought in line. */
async function show(notice: Notice, post: Post, stood: Stood | null, work: Work<Settings>): Promise<Stood> {
  const kuma = await kumaOf(work);
  const before = keptOf(stood);
  const section = sectionOf(notice, post, work.key);
  let window: number | null = null;
  if (notice.kind === "maintenance") {
    // One that an attempt made and could not bring to its end is not made twice.
    window = before.window ?? (await findMaintenance(kuma, work));
    window = await showMaintenance(kuma, work, notice, post, section, window);
  }
  const was = before.incident === null ? null : { id: before.incident, isShown: before.isShown };
  const incident = await showIncident(kuma, work, section, was);
  return stoodAt(
    work.settings,
    post.history.toReversed().map(({ id }) => ({ update: id, theirs: null })),
    {
      incident,
      isShown: !isEnd(post.update.stage),
      window,
    },
  );
}

async function found(notice: Notice, work: Work<Settings>, before: Stood | null): Promise<Stood | null> {
  const kuma = await kumaOf(work);
  const since = notice.publishedAt;
  const there = await findIncident(kuma, work, { id: keptOf(before).incident, since });
  const window = notice.kind === "maintenance" ? await findMaintenance(kuma, work) : null;
  if (!there && window === null) return !notice.open && before && !kuma.hasHistory ? before : null;
  const posts = there ? matchPosts(notice, textsIn(there.text), render) : [];
  return stoodAt(work.settings, posts, { incident: there?.id ?? null, isShown: there?.isShown ?? false, window });
}

/** The updates of one text. */
function textsIn(text: string): { id: null; text: string }[] {
  return text.split("\n\n---\n\n").map((one) => ({ id: null, text: one }));
}

function stoodAt({ url, slug }: Settings, posts: Stood["posts"], keep: Kept): Stood {
  return {
    id: String(keep.incident ?? keep.window ?? 0),
    url: `${url}/status/${encodeURIComponent(slug)}`,
    posts,
    keep,
  };
}

function keptOf(stood: Stood | null): Kept {
  return kept.safeParse(stood?.keep).data ?? { incident: null, isShown: false, window: null };
}

function hasSeveral(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 1);
}
