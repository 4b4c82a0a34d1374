import { z } from "zod";
import type { Notice } from "../../domain/publishing/notice.ts";
import { bareMarkdown } from "../markdown.ts";
import { mendingOf } from "../mending.ts";
import {
  bareTextOf,
  componentsIn,
  impactWords,
  maintenanceOf,
  maintenances,
  type OpenstatusSettings,
  openstatusSettings,
  postsIn,
  type Report,
  reportOf,
  reports,
  sayMaintenance,
  sayReport,
  stageOf,
  textOf,
  timeOf,
  timesOf,
  titleMost,
  titleOf,
  updatesOf,
} from "../openstatus-api.ts";
import {
  defineProvider,
  isEnd,
  matchPosts,
  type Post,
  plain,
  type Shown,
  type Stood,
  titlesOf,
  type Work,
  wholeText,
} from "../provider.ts";

/** What was last said of it beside its texts; what somebody changed of that there is left alone until ours changes. */
const keptSchema = z.object({ title: z.string(), components: z.string(), impacts: z.record(z.string(), z.string()) });
type Kept = z.infer<typeof keptSchema>;

/** Between the updates of a maintenance, in its one text. */
const rule = "\n\n---\n\n";

/**
 * openstatus (contracts: status providers 7), the vendor's or one of your own. An incident is a status report with a list of
 * updates; a maintenance keeps one text, newest first, and runs by its times. Neither has a place for our key: they are
 * found again by title and texts.
 */
export default defineProvider<OpenstatusSettings>({
  name: "openstatus",
  shown: "openstatus",
  settings: openstatusSettings,
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
    textMost: null,
  }),
  cannot: ({ mitigating }) => [
    `It has no stage for MITIGATING, and shows ${mitigating}.`,
    "What it makes of a component changes with the next update, and not before.",
    "Its page as a whole is called degraded, however bad the components are.",
    "Its subscribers hear that a maintenance is planned, and nothing of it after that.",
  ],
  credential: ({ url, api_key }) => `${url} ${api_key.reveal()}`,
  place: ({ url, page }) => `${url} ${page}`,
  limit: null,
  mayDouble: null,
  settlesMs: 5_000,
  reach: ({ url, api_key }) => ({
    url: `${url}/rpc`,
    headers: { "x-openstatus-key": api_key.reveal() },
  }),
  render: textOf,

  async find(notice, work, before) {
    const titles = titlesOf(notice).map((title) => plain(titleOf({ title })));
    if (notice.window) {
      const known = before && (await maintenanceOf(before.id, work));
      if (known) return standing(known.id, known.title, postsIn(notice, known), before);
      for await (const one of maintenances(work)) {
        const posts = titles.includes(plain(one.title ?? "")) ? postsIn(notice, one) : [];
        if (posts.length > 0) return standing(one.id, one.title, posts, null);
      }
      return null;
    }
    const known = before && (await reportOf(before.id, work));
    if (known) return standing(known.id, known.title, matchPosts(notice, updatesOf(known), bareTextOf), before);
    for await (const one of reports(work)) {
      const whole = titles.includes(plain(one.title ?? "")) ? await reportOf(one.id, work) : null;
      const posts = whole ? matchPosts(notice, updatesOf(whole), bareTextOf) : [];
      if (posts.length > 0) return standing(one.id, one.title, posts, null);
    }
    return null;
  },

  async create(notice, post, work) {
    const facts = {
      title: titleOf(notice),
      message: textOf(post.update),
      pageId: work.settings.page,
      pageComponentIds: post.components.map(({ theirs }) => theirs),
      notify: post.notify,
    };
    const { id } = notice.window
      ? await sayMaintenance("CreateMaintenance", { ...facts, ...timesOf(notice) }, work)
      : await sayReport("CreateStatusReport", { ...facts, ...stageAndImpacts(post, null, work) }, work);
    return stoodAt(notice, post, id, null);
  },

  async post(notice, post, stood, work) {
    const before = keptSchema.safeParse(stood.keep).data ?? null;
    if (notice.window) {
      const there = await maintenanceOf(stood.id, work);
      // What stands there is kept below, also where somebody changed it.
      const message = `${textOf(post.update)}${rule}${there?.message ?? ""}`;
      await changeMaintenance(notice, post, stood.id, before, message, work);
    } else {
      await changeReport(notice, post, stood.id, before, work);
      await say(post, stood.id, before, post.update.postedAt, work);
    }
    return stoodAt(notice, post, stood.id, before);
  },

  async amend(notice, post, stood, work) {
    const before = keptSchema.safeParse(stood.keep).data ?? null;
    if (notice.window) {
      const message = post.repair ? wholeText(post.history, null, textOf) : undefined;
      await changeMaintenance(notice, post, stood.id, before, message, work);
      return stoodAt(notice, post, stood.id, before);
    }
    await changeReport(notice, post, stood.id, before, work);
    const there = post.repair ? await reportOf(stood.id, work) : null;
    const isWrong = there !== null && isChanged(notice, post, stood, there, work);
    // An update there cannot be changed, so what is wrong is made good by saying the newest once more.
    if (isWrong) await say({ ...post, notify: false }, stood.id, before, after(there, work.clock.now()), work);
    const keep = keepOf(notice, post, before);
    return { ...stood, keep: isWrong ? keep : { ...keep, impacts: before?.impacts ?? {} } };
  },

  async read(notice, stood, work): Promise<Shown | null> {
    if (notice.window) {
      const there = await maintenanceOf(stood.id, work);
      if (!there) return null;
      const end = Date.parse(there.to ?? "");
      const open = Number.isNaN(end) ? undefined : end > work.clock.now();
      return { title: there.title ?? undefined, open, text: bareMarkdown(there.message ?? "") };
    }
    const there = await reportOf(stood.id, work);
    if (!there) return null;
    const newest = updatesOf(there).at(-1);
    const said = keptSchema.safeParse(stood.keep).data?.impacts ?? {};
    // What ours became since our last update is not wrong there yet: it goes with the next one.
    const changed = [...(newest?.impacts ?? [])].filter(([id, is]) => id in said && said[id] !== is);
    return {
      title: there.title ?? undefined,
      stage: there.status ?? undefined,
      open: there.status ? there.status !== "STATUS_REPORT_STATUS_RESOLVED" : undefined,
      text: newest?.text,
      components: Object.fromEntries(changed),
    };
  },
  expect(notice, { update, history, components }, own) {
    const title = titleOf(notice);
    if (notice.window)
      return { title, open: !isEnd(update.stage), text: bareMarkdown(wholeText(history, null, textOf)) };
    return {
      title,
      stage: stageOf(update.stage, own),
      open: !isEnd(update.stage),
      // It cannot be corrected there: which of its words stand there depends on when it went.
      text: update.correctedAt === null ? bareTextOf(update) : undefined,
      components: Object.fromEntries(components.map(({ theirs, impact }) => [theirs, impactWords[impact]])),
    };
  },
});

/** Adds one update to a report. `at` puts it in its place: they are shown in the order of their times. */
async function say(
  post: Post,
  id: string,
  before: Kept | null,
  at: number,
  work: Work<OpenstatusSettings>,
): Promise<void> {
  const json = {
    statusReportId: id,
    ...stageAndImpacts(post, before, work),
    message: textOf(post.update),
    date: timeOf(at),
    notify: post.notify,
  };
  await sayReport("AddStatusReportUpdate", json, work);
}

/** Resolving makes every component operational by itself, so that none is named then. */
function stageAndImpacts(
  { update, newest, components }: Post,
  before: Kept | null,
  { settings }: Work<OpenstatusSettings>,
): object {
  const gone = Object.keys(before?.impacts ?? {}).filter((id) => !components.some(({ theirs }) => theirs === id));
  const now = components.map(({ theirs, impact }) => ({ pageComponentId: theirs, impact: impactWords[impact] }));
  const componentImpacts = [...now, ...gone.map((id) => ({ pageComponentId: id, impact: impactWords.operational }))];
  return {
    status: stageOf(update.stage, settings),
    date: timeOf(update.postedAt),
    ...(newest && !isEnd(update.stage) && componentImpacts.length > 0 ? { componentImpacts } : {}),
  };
}

/** Sets the title and the components where ours changed; a repair sets them whatever stands there. */
async function changeReport(
  notice: Notice,
  post: Post,
  id: string,
  before: Kept | null,
  work: Work<OpenstatusSettings>,
): Promise<void> {
  const { title, components } = keepOf(notice, post, before);
  if (!post.repair && before?.title === title && before.components === components) return;
  await sayReport("UpdateStatusReport", { id, title, ...componentsIn(post) }, work);
}

async function changeMaintenance(
  notice: Notice,
  post: Post,
  id: string,
  before: Kept | null,
  message: string | undefined,
  work: Work<OpenstatusSettings>,
): Promise<void> {
  const title = titleOf(notice);
  const changes = {
    ...(post.repair || before?.title !== title ? { title } : {}),
    ...(message === undefined ? {} : { message }),
  };
  await sayMaintenance("UpdateMaintenance", { id, ...changes, ...timesOf(notice), ...componentsIn(post) }, work);
}

function isChanged(
  notice: Notice,
  { update, components }: Post,
  stood: Stood,
  there: Report,
  { settings }: Work<OpenstatusSettings>,
): boolean {
  const updates = updatesOf(there);
  const { again } = mendingOf(notice, stood, updates, { render: bareTextOf, canRewrite: false });
  const impacts = updates.at(-1)?.impacts;
  const isOff = components.some(
    ({ theirs, impact }) => (impacts?.get(theirs) ?? impactWords[impact]) !== impactWords[impact],
  );
  return (
    (again && update.correctedAt === null) ||
    there.status !== stageOf(update.stage, settings) ||
    (isOff && !isEnd(update.stage))
  );
}

/** A time that makes an update the newest there, whatever times people gave theirs. */
function after(there: Report, now: number): number {
  return Math.max(now, ...updatesOf(there).map(({ at }) => at + 1_000));
}

function keepOf(notice: Notice, { newest, update, components }: Post, before: Kept | null): Kept {
  const impacts = Object.fromEntries(components.map(({ theirs, impact }) => [theirs, impactWords[impact]]));
  return {
    title: titleOf(notice),
    components: components.map(({ theirs }) => theirs).join(" "),
    impacts: !newest || notice.window ? (before?.impacts ?? {}) : isEnd(update.stage) ? {} : impacts,
  };
}

function stoodAt(notice: Notice, post: Post, id: string, before: Kept | null): Stood {
  return { id, url: null, posts: [{ update: post.update.id, theirs: null }], keep: keepOf(notice, post, before) };
}

function standing(id: string, title: string | null | undefined, posts: Stood["posts"], before: Stood | null): Stood {
  return { id, url: null, posts, keep: before?.keep ?? { title: title ?? "", components: "", impacts: {} } };
}
