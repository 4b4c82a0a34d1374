import { z } from "zod";
import type { OverallStatus } from "../../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import { cut } from "../ending.ts";
import { mendingOf } from "../mending.ts";
import {
  afterwards,
  defineProvider,
  isoTime,
  matchPosts,
  type Post,
  type Shown,
  type Stood,
  type Work,
} from "../provider.ts";
import {
  componentWords,
  impacts,
  incidentOf,
  incidentSchema,
  isOnPage,
  ours,
  ownOf,
  pathOf,
  perPage,
  type StatuspageSettings,
  stageOf,
  statuspageSettings,
  textMost,
  textOf,
  titleMost,
  updatesOf,
} from "../statuspage-api.ts";
import { keepTemplates } from "../statuspage-templates.ts";

/** What was last said of it beside its updates: a title that somebody changed there is left alone until ours changes. */
const keptSchema = z.object({ name: z.string() });

/**
 * Atlassian Statuspage (contracts: status providers 1). Our key rides in the incident's metadata, with the number of
 * updates that went there; it takes no keys of its own, so a lost answer is looked up by that.
 */
export default defineProvider<StatuspageSettings>({
  name: "statuspage",
  shown: "Statuspage",
  settings: statuspageSettings,
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
    titleMost,
    textMost,
  }),
  cannot: ({ mitigating }) => [
    `It has no stage for MITIGATING, and shows ${mitigating}.`,
    "A maintenance that is called off is shown as completed; that it did not take place stands in its text.",
  ],
  credential: ({ url, api_key }) => `${url} ${api_key.reveal()}`,
  place: ({ url, page }) => `${url} ${page}`,
  limit: { calls: 60, perMs: 60_000 },
  mayDouble: null,
  settlesMs: 15_000,
  reach: ({ url, page, api_key }) => ({
    url: `${url}/v1/pages/${encodeURIComponent(page)}`,
    headers: { authorization: `OAuth ${api_key.reveal()}` },
  }),
  render: textOf,

  async find(notice, work, before) {
    const there = (before && (await incidentOf(before.id, work))) ?? (await ours(notice, work));
    if (!there) return null;
    const matched = matchPosts(notice, updatesOf(there), textOf);
    // An update whose text was changed there since is known by the number that was kept with it.
    const sent = notice.updates.slice(0, ownOf(there)?.revision ?? 0);
    const posts = notice.updates.flatMap(({ id }): Stood["posts"] => {
      const found = matched.find(({ update }) => update === id);
      if (found) return [found];
      return sent.some((one) => one.id === id) ? [{ update: id, theirs: null }] : [];
    });
    return { id: there.id, url: there.shortlink ?? null, posts, keep: before?.keep ?? { name: there.name ?? "" } };
  },

  async create(notice, post, work) {
    const incident = {
      ...firstFacts(notice, work),
      ...changesOf(notice, post, work),
      name: cut(notice.title, titleMost),
      status: stageOf(post.update.stage, work.settings),
      body: textOf(post.update),
      deliver_notifications: post.notify,
    };
    return write({ method: "POST", path: "/incidents", json: { incident } }, notice, post, work);
  },

  async post(notice, post, stood, work) {
    const name = cut(notice.title, titleMost);
    const incident = {
      ...changesOf(notice, post, work),
      ...(keptSchema.safeParse(stood.keep).data?.name === name ? {} : { name }),
      status: stageOf(post.update.stage, work.settings),
      body: textOf(post.update),
      deliver_notifications: post.notify,
    };
    return write({ method: "PATCH", path: pathOf(stood), json: { incident } }, notice, post, work);
  },

  correct: (_notice, update, theirs, stood, work) => rewrite(update, theirs, stood, work),

  async amend(notice, post, stood, work) {
    const name = cut(notice.title, titleMost);
    const isNew = keptSchema.safeParse(stood.keep).data?.name !== name;
    const incident = {
      ...changesOf(notice, post, work),
      ...(isNew || post.repair ? { name } : {}),
      ...(post.repair ? { status: stageOf(post.update.stage, work.settings) } : {}),
      deliver_notifications: false,
    };
    const path = pathOf(stood);
    const now = await write({ method: "PATCH", path, json: { incident } }, notice, post, work);
    if (post.repair) await mend(notice, post, { ...stood, id: now.id }, work);
    return now;
  },

  setComponent,
  async readComponents(work) {
    const list = z.array(z.object({ id: z.string(), status: z.string().nullish() }));
    const read = new Map<string, string>();
    for (let page = 1; ; page++) {
      const some = await work.json({ method: "GET", path: `/components?page=${page}&per_page=${perPage}` }, list);
      for (const { id, status } of some) if (status) read.set(id, status);
      if (some.length < perPage) return read;
    }
  },
  word: (status) => componentWords[status],

  async read(_notice, { id }, work) {
    const there = await incidentOf(id, work);
    if (!there) return null;
    // Once a post-mortem is published there, that is its stage; to us it stays resolved.
    const stage = there.status === "postmortem" ? "resolved" : (there.status ?? undefined);
    return {
      title: there.name ?? undefined,
      stage,
      open: stage === undefined ? undefined : stage !== "resolved" && stage !== "completed",
      text: updatesOf(there).at(-1)?.text,
    };
  },
  seen: (_notice, { id }, work) => isOnPage(id, work),
  expect: ({ title }, { update }, own): Shown => {
    const stage = stageOf(update.stage, own);
    return {
      title: cut(title, titleMost),
      stage,
      open: stage !== "resolved" && stage !== "completed",
      text: textOf(update),
    };
  },

  keepTemplates,
});

/** What is said of a new one alone. Sitrep begins and ends a maintenance itself: two hands would tell subscribers twice. */
function firstFacts({ window }: Notice, { settings: { remind } }: Work<StatuspageSettings>): object {
  if (!window) return {};
  return {
    scheduled_remind_prior: remind,
    scheduled_auto_in_progress: false,
    scheduled_auto_completed: false,
    auto_transition_to_maintenance_state: false,
    auto_transition_to_operational_state: false,
  };
}

/**
 * What goes with every write. The components are always named in full, because one that is left out may be unlinked; their
 * states go with the newest update alone, and not with the announcement of a maintenance, which changes none yet.
 */
function changesOf({ impact, window }: Notice, post: Post, { key }: Work<StatuspageSettings>): object {
  const { components, newest, history, update } = post;
  const states = Object.fromEntries(components.map(({ theirs, status }) => [theirs, componentWords[status]]));
  return {
    component_ids: components.map(({ theirs }) => theirs),
    ...(newest && components.length > 0 && update.stage !== "SCHEDULED" ? { components: states } : {}),
    ...(newest ? { impact_override: window ? "maintenance" : impacts[impact] } : {}),
    ...(window ? { scheduled_for: isoTime(window.startsAt), scheduled_until: isoTime(window.endsAt) } : {}),
    metadata: { sitrep: { incident: key, revision: String(history.length) } },
  };
}

/** Makes the call; where components did not come out as they should, because ending it reset them, they are set again. */
async function write(
  asking: { method: "POST" | "PATCH"; path: string; json: object },
  notice: Notice,
  post: Post,
  work: Work<StatuspageSettings>,
): Promise<Stood> {
  const there = await work.json(asking, incidentSchema);
  const wrong = (post.update.stage === "SCHEDULED" || !post.newest ? [] : post.components).filter(
    ({ theirs, status }) => {
      const is = there.components?.find(({ id }) => id === theirs)?.status ?? componentWords[status];
      return is !== componentWords[status];
    },
  );
  await afterwards(async () => {
    for (const { theirs, status } of wrong) await setComponent(theirs, status, work);
  });
  return {
    id: there.id,
    url: there.shortlink ?? null,
    posts: matchPosts({ ...notice, updates: post.history.toReversed() }, updatesOf(there), textOf),
    keep: { name: cut(notice.title, titleMost) },
  };
}

/** Takes back what somebody did to our updates: texts that were changed, and a newest one that is not the newest any more. */
async function mend(notice: Notice, { update }: Post, stood: Stood, work: Work<StatuspageSettings>): Promise<void> {
  const there = await incidentOf(stood.id, work);
  const theirs = there ? updatesOf(there) : [];
  const { rewrite: changed, again } = mendingOf(notice, stood, theirs, { render: textOf, canRewrite: true });
  for (const one of changed) await rewrite(one.update, one.theirs, stood, work);
  if (!again) return;
  const incident = {
    body: textOf(update),
    status: stageOf(update.stage, work.settings),
    deliver_notifications: false,
  };
  await work.call({ method: "PATCH", path: pathOf(stood), json: { incident } });
}

async function rewrite(
  update: NoticeUpdate,
  theirs: string,
  stood: Stood,
  work: Work<StatuspageSettings>,
): Promise<void> {
  await work.call({
    method: "PATCH",
    path: `${pathOf(stood)}/incident_updates/${encodeURIComponent(theirs)}`,
    json: { incident_update: { body: textOf(update), deliver_notifications: false } },
  });
}

async function setComponent(theirs: string, status: OverallStatus, work: Work<StatuspageSettings>): Promise<void> {
  const json = { component: { status: componentWords[status] } };
  await work.call({ method: "PATCH", path: `/components/${encodeURIComponent(theirs)}`, json });
}
