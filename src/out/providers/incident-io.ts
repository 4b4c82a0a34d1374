import { z } from "zod";
import type { Notice } from "../../domain/publishing/notice.ts";
import {
  bareTextOf,
  type IncidentIoSettings,
  impactsOf,
  impactWords,
  incidentIoSettings,
  listed,
  nameOf,
  open,
  stageOf,
  type There,
  textMost,
  textOf,
  thereOf,
  titleMost,
  updatesOf,
  windowOf,
  wordOf,
} from "../incident-io-api.ts";
import { mendingOf } from "../mending.ts";
import { defineProvider, isEnd, matchPosts, type Post, plain, type Stood, titlesOf, type Work } from "../provider.ts";

/** What was last said of it beside its texts; what somebody changed of that there is left alone until ours changes. */
const keptSchema = z.object({ name: z.string(), window: z.string(), impacts: z.record(z.string(), z.string()) });
type Kept = z.infer<typeof keptSchema>;

/** It takes so many updates of one notice. The last is kept for the end: what it refuses could never be closed there. */
const mostUpdates = 100;
/** So often something of ours may have been deleted there before it is given up: each new one needs a key of its own. */
const mostKeys = 9;

/**
 * incident.io's status pages (contracts: status providers 9). Opening one is safe to repeat, because it takes our key; an
 * update is not, so the updates that stand there are read before one is sent again. It has no way to change an update.
 */
export default defineProvider<IncidentIoSettings>({
  name: "incident-io",
  shown: "incident.io",
  settings: incidentIoSettings,
  can: () => ({
    timeline: true,
    stages: true,
    components: "impact",
    lossy: {},
    maintenance: true,
    corrects: false,
    notifies: true,
    several: true,
    readsBack: true,
    titleMost,
    textMost,
  }),
  cannot: ({ mitigating }) => [
    `It has no stage for MITIGATING, and shows ${mitigating}.`,
    "What it makes of a component changes with the next update, and not before.",
    "On a page with more than 1,000 subscribers it tells none of them.",
    "It takes 100 updates of one incident: from the hundredth on only the end is shown.",
    "A maintenance that is called off is shown as complete; that it did not take place stands in its text.",
  ],
  credential: ({ url, api_key }) => `${url} ${api_key.reveal()}`,
  place: ({ url, page }) => `${url} ${page}`,
  limit: { calls: 1_200, perMs: 60_000 },
  mayDouble: null,
  settlesMs: 10_000,
  reach: ({ url, api_key }) => ({
    url: `${url}/v2`,
    headers: { authorization: `Bearer ${api_key.reveal()}` },
  }),
  render: textOf,

  async find(notice, work, before) {
    const there = before && (await thereOf(notice, before.id, work));
    if (there) return standing(notice, there, before);
    const titles = titlesOf(notice).map((title) => plain(nameOf({ title })));
    for await (const one of listed(notice, work)) {
      if (!titles.includes(plain(one.name ?? ""))) continue;
      const whole = one.updates ? one : await thereOf(notice, one.id, work);
      const stood = whole && standing(notice, whole, null);
      if (stood && stood.posts.length > 0) return stood;
    }
    return null;
  },

  async create(notice, post, work) {
    const { settings, key } = work;
    const facts = {
      status_page_id: settings.page,
      name: nameOf(notice),
      message: textOf(post.update),
      notify_subscribers: post.notify,
      ...(notice.window
        ? {
            maintenance_status: stageOf(post.update.stage, settings),
            ...windowOf(notice),
            affected_component_ids: post.components.map(({ theirs }) => theirs),
            // Sitrep begins and ends it itself: two hands would tell subscribers twice.
            automate_maintenance_status: false,
          }
        : { incident_status: stageOf(post.update.stage, settings), ...impactsIn(post, null) }),
    };
    for (let nth = 1; ; nth++) {
      const json = { ...facts, idempotency_key: nth === 1 ? `${key}:create` : `${key}:create:${nth}` };
      const made = await open(notice, json, work);
      // A key that was used for what somebody deleted since answers with that, and opens nothing.
      const isThere = !post.repair || nth === mostKeys || (await thereOf(notice, made.id, work)) !== null;
      if (isThere) return { ...standing(notice, made, null), keep: keepOf(notice, post, null) };
    }
  },

  async post(notice, post, stood, work) {
    const before = keptSchema.safeParse(stood.keep).data ?? null;
    // What can be said twice goes first: where the update itself is not taken, nothing stands there twice.
    await changeFacts(notice, post, stood.id, before, work);
    if (!isEnd(post.update.stage) && stood.posts.length >= mostUpdates - 1) return stood;
    await say(notice, post, stood.id, before, work);
    return { ...stood, posts: [{ update: post.update.id, theirs: null }], keep: keepOf(notice, post, before) };
  },

  async amend(notice, post, stood, work) {
    const before = keptSchema.safeParse(stood.keep).data ?? null;
    await changeFacts(notice, post, stood.id, before, work);
    const there = post.repair ? await thereOf(notice, stood.id, work) : null;
    const isWrong = there !== null && isChanged(notice, post, stood, there, work);
    // Nothing there can be changed but its name, so what is wrong is made good by saying the newest once more.
    if (isWrong) await say(notice, { ...post, notify: false }, stood.id, before, work);
    const { name, window } = keepOf(notice, post, before);
    const impacts = isWrong ? keepOf(notice, post, before).impacts : (before?.impacts ?? {});
    return { ...stood, keep: { name, window, impacts } };
  },

  async read(notice, stood, work) {
    const there = await thereOf(notice, stood.id, work);
    if (!there) return null;
    const stage = there.incident_status ?? there.maintenance_status ?? undefined;
    const said = keptSchema.safeParse(stood.keep).data?.impacts ?? {};
    // What ours became since our last update is not wrong there yet: it goes with the next one.
    const changed = [...impactsOf(there)].filter(([id, is]) => id in said && said[id] !== is);
    return {
      title: there.name ?? undefined,
      stage,
      open: stage === undefined ? undefined : stage !== "resolved" && stage !== "maintenance_complete",
      text: updatesOf(there).at(-1)?.text,
      components: Object.fromEntries(changed),
    };
  },
  expect: (notice, { update, history, components }, settings) => ({
    title: nameOf(notice),
    ...(isLeftOut(update.stage, history.length)
      ? {}
      : { stage: stageOf(update.stage, settings), open: !isEnd(update.stage) }),
    // It cannot be corrected there: which of its words stand there depends on when it went.
    text: isLeftOut(update.stage, history.length) || update.correctedAt !== null ? undefined : bareTextOf(update),
    components: Object.fromEntries(components.map(({ theirs, impact }) => [theirs, impactWords[impact]])),
  }),
});

function isLeftOut(stage: Notice["stage"], count: number): boolean {
  return !isEnd(stage) && count >= mostUpdates;
}

/** Posts one update. */
async function say(
  notice: Notice,
  post: Post,
  id: string,
  before: Kept | null,
  work: Work<IncidentIoSettings>,
): Promise<void> {
  const word = wordOf(notice);
  const { update, newest, components, notify } = post;
  const running = components.map(({ theirs }) => ({ component_id: theirs, component_status: "under_maintenance" }));
  const json = {
    [`${word}_id`]: id,
    [notice.window ? "maintenance_status" : "incident_status"]: stageOf(update.stage, work.settings),
    message: textOf(update),
    notify_subscribers: notify,
    ...(notice.window ? {} : impactsIn(post, before)),
    ...(update.stage === "IN_PROGRESS" && newest ? { component_statuses: running } : {}),
  };
  await work.json({ method: "POST", path: `/${word}_updates`, json }, z.looseObject({}));
}

/** What an incident makes of its components. Not when it resolves: then all of them are operational, and naming them is an error. */
function impactsIn({ newest, update, components }: Post, before: Kept | null): object {
  if (!newest || isEnd(update.stage)) return {};
  const now = components.map(({ theirs, impact }) => ({ component_id: theirs, component_status: impactWords[impact] }));
  const gone = Object.keys(before?.impacts ?? {}).filter((id) => !components.some(({ theirs }) => theirs === id));
  return {
    component_statuses: [
      ...now,
      ...gone.map((id) => ({ component_id: id, component_status: impactWords.operational })),
    ],
  };
}

function keepOf(notice: Notice, { newest, update, components }: Post, before: Kept | null): Kept {
  const impacts = isEnd(update.stage)
    ? {}
    : Object.fromEntries(components.map(({ theirs, impact }) => [theirs, impactWords[impact]]));
  return {
    name: nameOf(notice),
    window: JSON.stringify(windowOf(notice)),
    impacts: newest && !notice.window ? impacts : (before?.impacts ?? {}),
  };
}

/** Sets the title and the window where ours changed; a repair sets them whatever stands there. */
async function changeFacts(
  notice: Notice,
  { repair }: Post,
  id: string,
  before: Kept | null,
  work: Work<IncidentIoSettings>,
): Promise<void> {
  const window = windowOf(notice);
  if (!repair && before?.name === nameOf(notice) && before.window === JSON.stringify(window)) return;
  const path = `/${wordOf(notice)}s/${encodeURIComponent(id)}`;
  const json = { name: nameOf(notice), ...window };
  // Not every version of its API lets a window be moved: there the new times stand in the text alone.
  await work.call({ method: "PUT", path, json }, notice.window ? [404, 405] : []);
}

function isChanged(notice: Notice, post: Post, stood: Stood, there: There, work: Work<IncidentIoSettings>): boolean {
  const { again } = mendingOf(notice, stood, updatesOf(there), { render: bareTextOf, canRewrite: false });
  const stage = there.incident_status ?? there.maintenance_status;
  const impacts = impactsOf(there);
  const isOff =
    !notice.window &&
    !isEnd(post.update.stage) &&
    post.components.some(({ theirs, impact }) => (impacts.get(theirs) ?? impactWords[impact]) !== impactWords[impact]);
  const isCorrected = post.update.correctedAt !== null;
  return (again && !isCorrected) || stage !== stageOf(post.update.stage, work.settings) || isOff;
}

function standing(notice: Notice, there: There, before: Stood | null): Stood {
  return {
    id: there.id,
    url: null,
    posts: matchPosts(notice, updatesOf(there), bareTextOf),
    keep: before?.keep ?? {
      name: there.name ?? "",
      window: JSON.stringify(windowOf(notice)),
      impacts: Object.fromEntries(impactsOf(there)),
    },
  };
}
