import { z } from "zod";
import type { OverallStatus } from "../../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import {
  answerSchema,
  componentSchema,
  type InstatusSettings,
  innerOf,
  instatusSettings,
  isOnPage,
  leastPerPage,
  listOf,
  mostPages,
  pathOf,
  roomOf,
  stageOf,
  type There,
  textOf,
  thereOf,
  thereSchema,
  updatesOf,
  windowOf,
} from "../instatus-api.ts";
import { bareMarkdown } from "../markdown.ts";
import { mendingOf } from "../mending.ts";
import { never } from "../outcome.ts";
import {
  afterwards,
  ByHand,
  defineProvider,
  isEnd,
  isoTime,
  matchPosts,
  type Post,
  plain,
  type Stood,
  titlesOf,
  troubleWith,
  type Work,
} from "../provider.ts";

/** What was last said of it beside its updates; what somebody changed of that there is left alone until ours changes. */
const keptSchema = z.object({ name: z.string(), window: z.string() });

const componentWords: Record<OverallStatus, string> = {
  operational: "OPERATIONAL",
  degraded: "DEGRADEDPERFORMANCE",
  "partial-outage": "PARTIALOUTAGE",
  "major-outage": "MAJOROUTAGE",
  maintenance: "UNDERMAINTENANCE",
};

/**
 * Instatus (contracts: status providers 5). It has no place for our key: a notice is found again by its title and the texts
 * of our updates in it. Its components stay as they were last set, so each update says what they are.
 */
export default defineProvider<InstatusSettings>({
  name: "instatus",
  shown: "Instatus",
  settings: instatusSettings,
  can: () => ({
    timeline: true,
    stages: true,
    components: "states",
    lossy: {},
    maintenance: true,
    corrects: true,
    notifies: true,
    several: true,
    readsBack: true,
    titleMost: null,
    textMost: null,
  }),
  cannot: ({ mitigating }) => [
    `It has no stage for MITIGATING, and shows ${mitigating}.`,
    "A maintenance that is called off is shown as completed; that it did not take place stands in its text.",
  ],
  credential: ({ url, api_key }) => `${url} ${api_key.reveal()}`,
  place: ({ url, page }) => `${url} ${page}`,
  limit: null,
  mayDouble: null,
  settlesMs: 15_000,
  reach: ({ url, page, api_key }) => ({
    url: `${url}/v1/${encodeURIComponent(page)}`,
    headers: { authorization: `Bearer ${api_key.reveal()}` },
  }),
  render: textOf,

  async find(notice, work, before) {
    const there = before && (await thereOf(notice, before.id, work));
    if (there) return standing(notice, there, work, before);
    const titles = titlesOf(notice).map(plain);
    for (let page = 1; page <= mostPages; page++) {
      const some = await listOf(`/${roomOf(notice)}`, page, thereSchema, work);
      for (const one of some) {
        if (!titles.includes(plain(one.name ?? ""))) continue;
        const whole = one.updates ? one : await thereOf(notice, one.id, work);
        const stood = whole && standing(notice, whole, work, null);
        if (stood && stood.posts.length > 0) return stood;
      }
      if (some.length < leastPerPage) break;
    }
    return null;
  },

  async create(notice, post, work) {
    const json = {
      name: notice.title,
      ...saidOf(post, work),
      ...(notice.window ? firstFacts(notice, work) : { started: isoTime(notice.startedAt) }),
    };
    const made = await work.json({ method: "POST", path: `/${roomOf(notice)}`, json }, thereSchema);
    return whole(notice, post, made, work);
  },

  async post(notice, post, stood, work) {
    // What can be said twice goes first: where the update itself is not taken, nothing stands there twice.
    await changeFacts(notice, post, stood, work);
    const path = `${pathOf(notice, stood)}/${innerOf(notice)}`;
    const json = { ...saidOf(post, work), started: isoTime(post.update.postedAt) };
    const asking = { method: "POST", path, json } as const;
    // The path for updates of a maintenance is not documented.
    const said = notice.window ? await work.found(asking, answerSchema) : await work.json(asking, answerSchema);
    if (!said) return moved(notice, post, stood, work);
    const updates =
      said.updates ?? (said.id === stood.id ? null : [{ id: said.id, message: textOf(post.update, work.settings) }]);
    return whole(notice, post, { id: stood.id, updates }, work);
  },

  correct: (notice, update, theirs, stood, work) => rewrite(notice, update, theirs, stood, work),

  async amend(notice, post, stood, work) {
    await changeFacts(notice, post, stood, work);
    if (post.repair) await mend(notice, post, stood, work);
    return { ...stood, keep: keepOf(notice) };
  },

  async setComponent(theirs, status, work) {
    const path = `/components/${encodeURIComponent(theirs)}`;
    const { name, description, order, showUptime, grouped, group } = await work.json(
      { method: "GET", path },
      componentSchema,
    );
    // Whatever a change leaves out may be forgotten there, so all that can be set is said again.
    const json = { name, description, order, showUptime, grouped, group, status: componentWords[status] };
    await work.call({ method: "PUT", path, json });
  },
  async readComponents(work) {
    const read = new Map<string, string>();
    for (let page = 1; page <= mostPages; page++) {
      const some = await listOf("/components", page, componentSchema, work);
      for (const { id, status } of some) if (status) read.set(id, status === "MINOROUTAGE" ? "PARTIALOUTAGE" : status);
      if (some.length < leastPerPage) break;
    }
    return read;
  },
  word: (status) => componentWords[status],

  async read(notice, { id }, work) {
    const there = await thereOf(notice, id, work);
    if (!there) return null;
    return {
      title: there.name ?? undefined,
      stage: there.status ?? undefined,
      open: there.status ? there.status !== "RESOLVED" && there.status !== "COMPLETED" : undefined,
      text: updatesOf(there).at(-1)?.text,
    };
  },
  seen: (notice, { id }, work) => isOnPage(notice, id, work),
  expect: ({ title }, { update }, own) => ({
    title,
    stage: stageOf(update.stage, own),
    open: !isEnd(update.stage),
    text: bareMarkdown(textOf(update, own)),
  }),
});

/** What every update says. Components are only what they are now, so those of the past go without. */
function saidOf({ update, components, newest, notify }: Post, { settings: own }: Work<InstatusSettings>): object {
  return {
    message: textOf(update, own),
    status: stageOf(update.stage, own),
    components: components.map(({ theirs }) => theirs),
    ...(newest
      ? { statuses: components.map(({ theirs, status }) => ({ id: theirs, status: componentWords[status] })) }
      : {}),
    notify,
  };
}

/** What is said of a new maintenance. Sitrep begins and ends it itself: two hands would tell subscribers twice. */
function firstFacts(notice: Notice, { settings: { remind } }: Work<InstatusSettings>): object {
  const off = { autoStart: false, autoEnd: false, notifyStart: false, notifyEnd: false };
  return { ...windowOf(notice), ...off, notifyEarly: remind, ...(remind ? { notifyMinutes: 60 } : {}) };
}

/**
 * Where a maintenance takes no updates, it begins and ends there all the same, and the text is for a person. What is not the
 * newest any more was overtaken.
 */
async function moved(notice: Notice, post: Post, stood: Stood, work: Work<InstatusSettings>): Promise<Stood> {
  if (!(await thereOf(notice, stood.id, work)))
    throw troubleWith(never("Instatus answered 404: the maintenance is not there any more"), 404);
  if (!post.newest) return { ...stood, posts: [...stood.posts, { update: post.update.id, theirs: null }] };
  const { message: _, ...said } = { message: "", ...saidOf({ ...post, notify: false }, work) };
  const json = { name: notice.title, ...windowOf(notice), ...said };
  await work.call({ method: "PUT", path: pathOf(notice, stood), json });
  throw new ByHand("has no way to add to a maintenance: open it there, add this, and press Pasted", post.update.text);
}

function keepOf(notice: Notice): z.infer<typeof keptSchema> {
  return { name: notice.title, window: JSON.stringify(windowOf(notice)) };
}

/** Sets the title and the window where ours changed; a repair sets them, and the stage, whatever stands there. */
async function changeFacts(notice: Notice, post: Post, stood: Stood, work: Work<InstatusSettings>): Promise<void> {
  const before = keptSchema.safeParse(stood.keep).data;
  const now = keepOf(notice);
  if (!post.repair && before?.name === now.name && before.window === now.window) return;
  const { components, update } = post;
  const json = {
    name: notice.title,
    components: components.map(({ theirs }) => theirs),
    ...windowOf(notice),
    ...(post.repair ? { status: stageOf(update.stage, work.settings) } : {}),
    notify: false,
  };
  await work.call({ method: "PUT", path: pathOf(notice, stood), json });
}

/** Takes back what somebody did to our updates. */
async function mend(notice: Notice, post: Post, stood: Stood, work: Work<InstatusSettings>): Promise<void> {
  const there = await thereOf(notice, stood.id, work);
  const render = (update: NoticeUpdate) => bareMarkdown(textOf(update, work.settings));
  const { rewrite: changed, again } = mendingOf(notice, stood, there ? updatesOf(there) : [], {
    render,
    canRewrite: true,
  });
  for (const { update, theirs } of changed) await rewrite(notice, update, theirs, stood, work);
  if (!again) return;
  const json = { ...saidOf({ ...post, notify: false }, work), started: isoTime(post.update.postedAt) };
  await work.call({ method: "POST", path: `${pathOf(notice, stood)}/${innerOf(notice)}`, json });
}

/** Where it lets nobody change an update, a person does it, and is not asked again once it is done. */
async function rewrite(
  notice: Notice,
  update: NoticeUpdate,
  theirs: string,
  stood: Stood,
  work: Work<InstatusSettings>,
): Promise<void> {
  const text = textOf(update, work.settings);
  const path = `${pathOf(notice, stood)}/${innerOf(notice)}/${encodeURIComponent(theirs)}`;
  const json = { message: text, status: stageOf(update.stage, work.settings), notify: false };
  const { status } = await work.call({ method: "PUT", path, json }, [404, 405]);
  if (status < 300) return;
  const there = await thereOf(notice, stood.id, work);
  const is = there && updatesOf(there).find(({ id }) => id === theirs);
  if (is && plain(is.text) !== plain(bareMarkdown(text)))
    throw new ByHand(
      "has no way to change an update: open it there, put this in its place, and press Pasted",
      update.text,
    );
}

/** Where it stands after a write; its updates are asked for where the answer did not show them. */
async function whole(notice: Notice, post: Post, there: There, work: Work<InstatusSettings>): Promise<Stood> {
  let now = there;
  const told = { ...notice, updates: post.history.toReversed() };
  const isThere = () =>
    standing(told, now, work, null).posts.some(({ update, theirs }) => update === post.update.id && theirs !== null);
  await afterwards(async () => {
    if (!isThere()) now = (await thereOf(notice, there.id, work)) ?? there;
  });
  return { ...standing(told, now, work, null), keep: keepOf(notice) };
}

function standing(notice: Notice, there: There, work: Work<InstatusSettings>, before: Stood | null): Stood {
  return {
    id: there.id,
    url: null,
    posts: matchPosts(notice, updatesOf(there), (update) => bareMarkdown(textOf(update, work.settings))),
    keep: before?.keep ?? { name: there.name ?? "", window: JSON.stringify(windowOf(notice)) },
  };
}
