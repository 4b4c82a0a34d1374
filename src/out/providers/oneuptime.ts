import { z } from "zod";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import { cut } from "../ending.ts";
import { escapeMarkdown } from "../markdown.ts";
import {
  edit,
  type Item,
  isOver,
  itemOf,
  itemsBy,
  make,
  monitorStatusOf,
  move,
  notesOf,
  type OneuptimeSettings,
  type OneuptimeWork,
  objects,
  oneuptimeSettings,
  severityOf,
} from "../oneuptime-api.ts";
import {
  afterwards,
  defineProvider,
  isEnd,
  isoTime,
  matchPosts,
  type Post,
  plain,
  type Stood,
  spanOf,
  titlesOf,
} from "../provider.ts";

const titleMost = 100;
/** The id of the text that something was opened with, which is no note there. */
const first = "first";

/** What was last said beside the texts; what stands so is not said again, whoever changed it since. */
const keptSchema = z.record(z.string(), z.unknown());

/**
 * OneUptime (contracts: status providers 10). Its first text is the description, each further one a public note; stages are
 * the project's own states. Our key rides in the custom fields of an incident, our update's id in its note.
 */
export default defineProvider<OneuptimeSettings>({
  name: "oneuptime",
  shown: "OneUptime",
  settings: oneuptimeSettings,
  can: ({ change_monitors, monitor_statuses }) => ({
    timeline: true,
    stages: true,
    components: change_monitors ? "impact" : "none",
    lossy: monitor_statuses["partial-outage"] === undefined ? { "partial-outage": "degraded" } : {},
    maintenance: true,
    corrects: true,
    notifies: true,
    several: true,
    readsBack: true,
    titleMost,
    textMost: null,
  }),
  cannot: ({ states }) => [
    ...(states.MITIGATING === undefined ? ["It has no state for MITIGATING: that stands in the text alone."] : []),
    "It shows an incident on those pages alone that list one of its monitors.",
    "What was resolved there is never open again: updates of a reopened incident are notes to a resolved one.",
  ],
  credential: ({ url, api_key }) => `${url} ${api_key.reveal()}`,
  place: ({ url, project, pages }) => [url, project, ...pages].join(" "),
  limit: { calls: 100, perMs: 1_000 },
  mayDouble: null,
  settlesMs: 5_000,
  reach: ({ url }) => ({ url, headers: {} }),
  render: textOf,

  async find(notice, work, before) {
    const known = before && (await itemOf(notice.kind, before.id, work));
    if (known) return standing(notice, known, work);
    for (const title of titlesOf(notice)) {
      for (const there of await itemsBy(notice.kind, { title: cut(title, titleMost) }, work)) {
        const key = keyIn(there);
        if (key !== null && key !== work.key) continue;
        const stood = await standing(notice, there, work);
        if (key === work.key || stood.posts.length > 0) return stood;
      }
    }
    return null;
  },

  async create(notice, post, work) {
    const { kind } = notice;
    const facts = await factsOf(notice, post, work);
    const data = {
      ...facts,
      description: textOf(post.update),
      statusPages: work.settings.pages.map((_id) => ({ _id })),
      isVisibleOnStatusPage: true,
      ...notifyOf(kind, post.notify),
      ...(kind === "incident" ? { declaredAt: isoTime(notice.startedAt), customFields: { sitrep: work.key } } : {}),
    };
    const id = await make(objects[kind].path, data, work);
    if (post.newest) await afterwards(() => move(kind, id, post.update.stage, work));
    return { id, url: null, posts: [{ update: post.update.id, theirs: first }], keep: facts };
  },

  async post(notice, post, stood, work) {
    const theirs = await addNote(notice, post.update, stood.id, post.notify, work);
    const posts = [...stood.posts, { update: post.update.id, theirs }];
    if (!post.newest) return { ...stood, posts };
    let keep = stood.keep;
    await afterwards(async () => {
      keep = await inLine(notice, post, stood, work);
    });
    return { ...stood, posts, keep };
  },

  async correct({ kind }, update, theirs, stood, work) {
    await rewrite(kind, stood.id, theirs, update, work);
  },

  async amend(notice, post, stood, work) {
    const posts = post.repair ? await mend(notice, post, stood, work) : stood.posts;
    const keep = await inLine(notice, post, stood, work);
    return { ...stood, posts, keep };
  },

  async read({ kind }, stood, work) {
    const there = await itemOf(kind, stood.id, work);
    if (!there) return null;
    const newest = stood.posts.at(-1)?.theirs;
    const text =
      newest === first
        ? there.description
        : (await notesOf(kind, stood.id, work)).find(({ id }) => id === newest)?.text;
    return { title: there.title ?? "", open: !(await isOver(kind, there, work)), text: text ?? "" };
  },
  expect: ({ kind, title, updates }, { update }) => ({
    title: cut(title, titleMost),
    // The clock ends a maintenance there, and nothing opens again what was over once.
    ...(isEnd(update.stage)
      ? { open: false }
      : kind === "incident" && !updates.some(({ stage }) => isEnd(stage))
        ? { open: true }
        : {}),
    text: textOf(update),
  }),
});

/** It shows Markdown. */
function textOf({ text }: NoticeUpdate): string {
  return escapeMarkdown(text);
}

function keyIn({ customFields }: Item): string | null {
  return z.object({ sitrep: z.string() }).safeParse(customFields).data?.sitrep ?? null;
}

/** All of its switches: those for the states of a maintenance stay off, because our notes tell of them. */
function notifyOf(kind: Notice["kind"], notify: boolean): object {
  if (kind === "incident") return { shouldStatusPageSubscribersBeNotifiedOnIncidentCreated: notify };
  return {
    shouldStatusPageSubscribersBeNotifiedOnEventCreated: notify,
    shouldStatusPageSubscribersBeNotifiedWhenEventChangedToOngoing: false,
    shouldStatusPageSubscribersBeNotifiedWhenEventChangedToEnded: false,
  };
}

/** What an object is beside its texts. Monitors are given back by the end itself, so that nothing is said of them then. */
async function factsOf(notice: Notice, post: Post, work: OneuptimeWork): Promise<Record<string, unknown>> {
  const { startsAt, endsAt } = spanOf(notice);
  const isWork = notice.kind === "maintenance";
  const isHeld = post.newest && !isEnd(post.update.stage);
  const status = isHeld || isWork ? await monitorStatusOf(isWork ? "maintenance" : notice.impact, work) : null;
  return {
    title: cut(notice.title, titleMost),
    monitors: post.components.map(({ theirs }) => ({ _id: theirs })),
    ...(status === null ? {} : { changeMonitorStatusToId: status }),
    ...(isWork
      ? { startsAt: isoTime(startsAt), ...(endsAt === null ? {} : { endsAt: isoTime(endsAt) }) }
      : { incidentSeverityId: await severityOf(notice, work) }),
  };
}

/** Brings state, title, severity, times and monitors to what they should be; what was said of them. */
async function inLine(notice: Notice, post: Post, stood: Stood, work: OneuptimeWork): Promise<unknown> {
  const facts = await factsOf(notice, post, work);
  const before = post.repair ? {} : (keptSchema.safeParse(stood.keep).data ?? {});
  const changes = Object.entries(facts).filter(
    ([name, value]) => JSON.stringify(before[name]) !== JSON.stringify(value),
  );
  if (changes.length > 0) await edit(objects[notice.kind].path, stood.id, Object.fromEntries(changes), work);
  await move(notice.kind, stood.id, post.update.stage, work);
  return { ...before, ...facts };
}

async function addNote(
  { kind }: Notice,
  update: NoticeUpdate,
  id: string,
  notify: boolean,
  work: OneuptimeWork,
): Promise<string> {
  const data = {
    [objects[kind].self]: id,
    note: textOf(update),
    postedAt: isoTime(update.postedAt),
    postedFromSlackMessageId: noteKey(update),
    shouldStatusPageSubscribersBeNotifiedOnNoteCreated: notify,
  };
  return make(objects[kind].notes, data, work);
}

/** In the form that it keeps its own keys in: where it came from, and which it was there. */
function noteKey({ id }: NoticeUpdate): string {
  return `sitrep:${id}`;
}

async function rewrite(
  kind: Notice["kind"],
  id: string,
  theirs: string,
  update: NoticeUpdate,
  work: OneuptimeWork,
): Promise<void> {
  const { path, notes } = objects[kind];
  if (theirs === first) await edit(path, id, { description: textOf(update) }, work);
  else await edit(notes, theirs, { note: textOf(update) }, work);
}

/** Takes back what somebody did to our newest text; where our updates are there then. */
async function mend(notice: Notice, { update }: Post, stood: Stood, work: OneuptimeWork): Promise<Stood["posts"]> {
  const there = await itemOf(notice.kind, stood.id, work);
  const texts = await textsOf(notice.kind, stood.id, there, work);
  const newest = stood.posts.find((one) => one.update === update.id)?.theirs;
  const is = texts.find(({ id }) => id === newest);
  if (is && plain(is.text) !== plain(textOf(update))) await rewrite(notice.kind, stood.id, is.id, update, work);
  if (is) return stood.posts;
  const theirs = await addNote(notice, update, stood.id, false, work);
  return [...stood.posts.filter((one) => one.update !== update.id), { update: update.id, theirs }];
}

async function textsOf(kind: Notice["kind"], id: string, there: Item | null, work: OneuptimeWork) {
  return [{ id: first, text: there?.description ?? "", key: null }, ...(await notesOf(kind, id, work))];
}

/** Which of our updates are there: by the key of a note, else by its text. */
async function standing(notice: Notice, there: Item, work: OneuptimeWork): Promise<Stood> {
  const texts = await textsOf(notice.kind, there._id, there, work);
  const byKey = new Map(notice.updates.map((update) => [noteKey(update), update]));
  const keyed = texts.flatMap(({ id, text, key }): Stood["posts"] => {
    const update = byKey.get(key ?? "");
    if (!update) return [];
    const isFormer = update.correctedAt !== null && plain(text) !== plain(textOf(update));
    return [{ update: update.id, theirs: id, ...(isFormer ? { former: true as const } : {}) }];
  });
  const rest = texts.filter(({ id }) => !keyed.some(({ theirs }) => theirs === id));
  const matched = matchPosts(notice, rest, textOf);
  const posts = notice.updates.flatMap(({ id }) => [...keyed, ...matched].find(({ update }) => update === id) ?? []);
  return { id: there._id, url: null, posts };
}
