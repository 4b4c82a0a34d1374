import { z } from "zod";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import {
  type CachetSettings,
  type CachetWork,
  cachetSettings,
  type Dialect,
  type Item,
  isOnPage,
  stageOf,
  versionOf,
} from "../cachet.ts";
import { cachet2 } from "../cachet-2.ts";
import { cachet3 } from "../cachet-3.ts";
import { cut } from "../ending.ts";
import { escapeMarkdown } from "../markdown.ts";
import {
  afterwards,
  defineProvider,
  isEnd,
  matchPosts,
  type Post,
  plain,
  type Stood,
  spanOf,
  titlesOf,
  wholeText,
} from "../provider.ts";

const titleMost = 255;
/** The id of the text that something was opened with, which is no update there. */
const first = "first";
const rule = "\n\n---\n\n";
const incidentStages = ["scheduled", "investigating", "identified", "watching", "fixed"];
const componentWords = ["unknown", "operational", "performance issues", "partial outage", "major outage", "unknown"];

/** What was last said beside the texts; what stands so is not said again, whoever changed it since. */
const keptSchema = z.object({ name: z.string(), startsAt: z.number(), endsAt: z.number().nullable() });

/**
 * Cachet (contracts: status providers 6): 2.4 and 3, which share little but the name. Components are set by themselves in
 * both: an incident of Cachet 3 could hold a component down, but never let it get better before its end.
 */
export default defineProvider<CachetSettings>({
  name: "cachet",
  shown: "Cachet",
  settings: cachetSettings,
  can: ({ version }) => ({
    timeline: true,
    stages: true,
    components: "states",
    lossy: version === 3 ? {} : { maintenance: "operational" },
    maintenance: true,
    corrects: true,
    notifies: version !== 2,
    several: true,
    readsBack: true,
    titleMost,
    textMost: null,
  }),
  cannot: ({ version, mitigating }) => [
    `It has no stage for MITIGATING, and shows ${mitigating === "monitoring" ? "watching" : "identified"}.`,
    "An incident does not list its components: they are set by themselves.",
    ...(version === 3
      ? []
      : [
          "Cachet 2.4 knows no component under maintenance, and shows it as operational.",
          "Cachet 2.4 keeps one text of a maintenance, with the newest on top.",
          "Cachet 2.4 writes to its subscribers at every update of an incident; only the opening can be silent.",
        ]),
  ],
  credential: ({ url, token }) => `${url} ${token.reveal()}`,
  place: ({ url }) => url,
  limit: { calls: 300, perMs: 60_000 },
  mayDouble: null,
  settlesMs: 5_000,
  reach: ({ url }) => ({ url, headers: {} }),
  render: textOf,

  async find(notice, work, before) {
    const cachet = await dialectOf(work);
    if (before && (await cachet.item(notice.kind, before.id, work))) return standing(notice, before.id, cachet, work);
    const titles = titlesOf(notice).map((title) => cut(title, titleMost));
    for await (const { id, key, name } of cachet.items(notice.kind, work)) {
      if (key !== null ? key !== work.key : !titles.includes(name)) continue;
      const stood = await standing(notice, id, cachet, work);
      if (key !== null || stood.posts.length > 0) return stood;
    }
    return null;
  },

  async create(notice, post, work) {
    const cachet = await dialectOf(work);
    const facts = { ...factsOf(notice, post.update, work), message: textOf(post.update) };
    const id = await cachet.open(notice.kind, facts, post.notify, work);
    return { id, url: null, posts: [{ update: post.update.id, theirs: first }], keep: keptOf(notice) };
  },

  async post(notice, post, stood, work) {
    const cachet = await dialectOf(work);
    const posts = (theirs: string) => [...stood.posts, { update: post.update.id, theirs }];
    const keep = post.newest ? keptOf(notice) : stood.keep;
    const facts = factsOf(notice, post.update, work);
    const message = textOf(post.update);
    if (!cachet.keepsUpdates(notice.kind)) {
      const there = await cachet.item(notice.kind, stood.id, work);
      // The newest goes on top of what stands there, whoever wrote that.
      const whole = there ? `${message}${rule}${there.message}` : wholeText(post.history, null, textOf);
      const name = there && !isNewName(notice, stood) ? there.name : facts.name;
      await cachet.edit(notice.kind, stood.id, { ...facts, name, message: whole }, work);
      return { ...stood, posts: posts(first), keep };
    }
    const theirs = await cachet.add(notice.kind, stood.id, { ...facts, message }, work);
    if (post.newest) await afterwards(() => inLine(notice, post, stood, cachet, work));
    return { ...stood, posts: posts(theirs), keep };
  },

  async correct(notice, update, theirs, stood, work) {
    const cachet = await dialectOf(work);
    const newest = notice.updates.at(-1) ?? update;
    if (theirs !== first) {
      await cachet.rewrite(notice.kind, stood.id, theirs, stageOf(update.stage, work.settings), textOf(update), work);
      // An older text may take the incident back to the stage that it has.
      const post: Post = { update: newest, history: [], newest: true, notify: false, components: [] };
      await inLine(notice, post, stood, cachet, work);
      return;
    }
    const there = await cachet.item(notice.kind, stood.id, work);
    if (!there) return;
    const message = cachet.keepsUpdates(notice.kind) ? textOf(update) : replaced(there.message, notice, update, stood);
    const facts = factsOf(notice, newest, work);
    await cachet.edit(notice.kind, stood.id, { ...facts, name: there.name, message }, work);
  },

  async amend(notice, post, stood, work) {
    const cachet = await dialectOf(work);
    const posts = post.repair ? await mend(notice, post, stood, cachet, work) : stood.posts;
    await inLine(notice, post, stood, cachet, work);
    if (post.repair)
      for (const { theirs, status } of post.components) await cachet.setComponent(theirs, cachet.numbers[status], work);
    return { ...stood, posts, keep: keptOf(notice) };
  },

  async setComponent(theirs, status, work) {
    const cachet = await dialectOf(work);
    await cachet.setComponent(theirs, cachet.numbers[status], work);
  },
  async readComponents(work) {
    const numbers = await (await dialectOf(work)).components(work);
    return new Map([...numbers].map(([id, status]) => [id, wordOf(status)]));
  },
  word: (status, work) =>
    wordOf(
      (work.memory.get<2 | 3>("version") ?? work.settings.version) === 2
        ? cachet2.numbers[status]
        : cachet3.numbers[status],
    ),

  async read(notice, stood, work) {
    const cachet = await dialectOf(work);
    const there = await cachet.item(notice.kind, stood.id, work);
    if (!there) return null;
    const newest = stood.posts.at(-1)?.theirs;
    const text =
      newest === first
        ? partsOf(there.message)[0]
        : (await cachet.updates(notice.kind, stood.id, work)).find(({ id }) => id === newest)?.text;
    if (notice.kind === "incident") {
      const stage = incidentStages[there.status ?? -1];
      return { title: there.name, stage, open: stage === undefined ? undefined : stage !== "fixed", text: text ?? "" };
    }
    return { title: there.name, open: isOpenMaintenance(there, cachet), text: text ?? "" };
  },
  async seen({ kind }, { id }, work) {
    const cachet = await dialectOf(work);
    const isOpen = (there: Item) => (kind === "incident" ? there.status !== 4 : isOpenMaintenance(there, cachet));
    return isOnPage(kind, id, isOpen, cachet, work);
  },
  expect: ({ kind, title }, { update }, settings) => ({
    title: cut(title, titleMost),
    ...(kind === "incident" ? { stage: incidentStages[stageOf(update.stage, settings)] } : {}),
    open: !isEnd(update.stage),
    text: textOf(update),
  }),
});

function isOpenMaintenance({ status, endsAt }: Item, cachet: Dialect): boolean {
  return cachet.keepsStage("maintenance") ? status !== 2 : endsAt === null || status === 0;
}

async function dialectOf(work: CachetWork): Promise<Dialect> {
  return (await versionOf(work)) === 2 ? cachet2 : cachet3;
}

/** Both show Markdown. */
function textOf({ text }: NoticeUpdate): string {
  return escapeMarkdown(text);
}

function wordOf(status: number): string {
  return status === 6 ? "under maintenance" : (componentWords[status] ?? "unknown");
}

function factsOf(notice: Notice, { stage }: NoticeUpdate, { settings }: CachetWork) {
  return { name: cut(notice.title, titleMost), stage: stageOf(stage, settings), ...spanOf(notice) };
}

function keptOf(notice: Notice): z.infer<typeof keptSchema> {
  return { name: cut(notice.title, titleMost), ...spanOf(notice) };
}

function isNewName(notice: Notice, { keep }: Stood): boolean {
  return keptSchema.safeParse(keep).data?.name !== keptOf(notice).name;
}

/** Brings the stage, and the title and the times where ours changed, to what they should be. */
async function inLine(notice: Notice, post: Post, stood: Stood, cachet: Dialect, work: CachetWork): Promise<void> {
  const there = await cachet.item(notice.kind, stood.id, work);
  if (!there) return;
  const facts = factsOf(notice, post.update, work);
  const before = keptSchema.safeParse(stood.keep).data;
  const newName = post.repair || isNewName(notice, stood);
  const newStage = cachet.keepsStage(notice.kind) && there.status !== facts.stage;
  const newTimes =
    notice.kind === "maintenance" &&
    (post.repair || before?.startsAt !== facts.startsAt || before.endsAt !== facts.endsAt);
  if (!newStage && !newTimes && !(newName && there.name !== facts.name)) return;
  const name = newName ? facts.name : there.name;
  await cachet.edit(notice.kind, stood.id, { ...facts, name, message: there.message }, work);
}

/** Takes back what somebody did to our newest text; where our updates are there then. */
async function mend(
  notice: Notice,
  { update }: Post,
  stood: Stood,
  cachet: Dialect,
  work: CachetWork,
): Promise<Stood["posts"]> {
  const { kind } = notice;
  const facts = factsOf(notice, update, work);
  const message = textOf(update);
  const at = stood.posts.findIndex((one) => one.update === update.id);
  const newest = stood.posts[at]?.theirs;
  if (newest === first) {
    const there = await cachet.item(kind, stood.id, work);
    if (!there || plain(partsOf(there.message)[0] ?? "") === plain(message)) return stood.posts;
    const whole = cachet.keepsUpdates(kind) ? message : wholeText(notice.updates.toReversed(), null, textOf);
    await cachet.edit(kind, stood.id, { ...facts, message: whole }, work);
    return stood.posts;
  }
  const is = (await cachet.updates(kind, stood.id, work)).find(({ id }) => id === newest);
  if (is && plain(is.text) !== plain(message)) await cachet.rewrite(kind, stood.id, is.id, facts.stage, message, work);
  if (is) return stood.posts;
  const theirs = await cachet.add(kind, stood.id, { ...facts, message }, work);
  return [...stood.posts.filter((one) => one.update !== update.id), { update: update.id, theirs }];
}

/** The texts of a maintenance that has only one, newest first. A text of an incident is one part: no line of ours is a rule. */
function partsOf(message: string): string[] {
  return message.split(/\s*^---\r?$\s*/m);
}

function replaced(message: string, { updates }: Notice, update: NoticeUpdate, { posts }: Stood): string {
  const parts = partsOf(message);
  const at = posts.findIndex((one) => one.update === update.id);
  if (parts.length === posts.length && at >= 0) return parts.with(-1 - at, textOf(update)).join(rule);
  return wholeText(updates.toReversed(), null, textOf);
}

/** Which of our updates are there. */
async function standing(notice: Notice, id: string, cachet: Dialect, work: CachetWork): Promise<Stood> {
  const there = await cachet.item(notice.kind, id, work);
  const opened = partsOf(there?.message ?? "").map((text) => ({ id: first, text }));
  const updates = await cachet.updates(notice.kind, id, work);
  return { id, url: null, posts: matchPosts(notice, [...opened, ...updates], textOf) };
}
