import { createHash } from "node:crypto";
import { z } from "zod";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import { jsonOf } from "../ending.ts";
import { defineProvider, isoTime, matchPosts, type Post, type Shown, type Stood, type Work } from "../provider.ts";
import { address, secret } from "../settings.ts";
import { signedHeaders } from "../signed-webhook.ts";

const settings = z.strictObject({
  url: address,
  secret,
  /** The secret before it was changed: while both are here, a receiver may know either. */
  former_secret: secret.optional(),
  /** Where what the receiver holds can be read back, signed the same way. */
  state_url: address.optional(),
  /** What the receiver calls this page. */
  page: z.string().default("status"),
});
type Settings = z.infer<typeof settings>;

const answer = z.object({ external_id: z.string().optional(), url: z.string().optional() });
const state = z.object({
  title: z.string(),
  stage: z.string().optional(),
  state: z.string().optional(),
  updates: z.array(z.object({ id: z.string(), text: z.string() })),
});
const held = z.object({ incident: state.nullish(), maintenance: state.nullish() });

/**
 * A signed webhook of the operator's own (contracts: status providers 12). Every delivery carries the whole state, so a
 * receiver may lose one; `webhook-id` is the same for every attempt at the same state.
 */
export default defineProvider<Settings>({
  name: "webhook",
  shown: "the webhook",
  settings,
  can: ({ state_url }) => ({
    timeline: true,
    stages: true,
    components: "impact",
    lossy: {},
    maintenance: true,
    corrects: true,
    notifies: true,
    several: true,
    readsBack: state_url !== undefined,
    titleMost: null,
    textMost: null,
  }),
  cannot: () => [],
  credential: ({ url }) => url,
  place: ({ url }) => url,
  limit: null,
  mayDouble: null,
  settlesMs: 0,

  // Where it cannot be asked, a repetition has the same webhook-id, and does no harm.
  find: async (notice, work, before) => (work.settings.state_url ? await found(notice, work) : before),
  create: (notice, post, work) => send(notice, post, work, null),
  post: (notice, post, stood, work) => send(notice, post, work, stood),
  amend: (notice, post, stood, work) => send(notice, post, work, stood, "anew"),
  async correct(notice, update, _theirs, stood, work) {
    await send(
      notice,
      { update, history: notice.updates.toReversed(), newest: true, notify: false, components: [] },
      work,
      stood,
    );
  },

  async read(notice, _stood, work) {
    const { state_url } = work.settings;
    if (state_url === undefined) return null;
    const there = await heldOf(notice, work);
    return there && shownOf(there);
  },
  expect: (notice, post) => shownOf(stateOf(notice, post)),
});

/** `anew` = it is sent although the receiver may have had the same before. */
async function send(
  notice: Notice,
  post: Post,
  work: Work<Settings>,
  before: Stood | null,
  anew?: "anew",
): Promise<Stood> {
  const { url, secret: current, former_secret, page } = work.settings;
  const isMaintenance = notice.kind === "maintenance";
  const what = stateOf(notice, post);
  const data = {
    page,
    kind: notice.kind,
    incident: isMaintenance ? null : what,
    maintenance: isMaintenance ? what : null,
  };
  const at = work.clock.now();
  const id = `${work.key}.${digestOf(data)}${anew ? `.${at}` : ""}`;
  const body = JSON.stringify({ type: "statuspage.update", timestamp: isoTime(at), data });
  const headers = signedHeaders({ id, at, body, agent: work.agent }, [current, former_secret]);
  // 409: the receiver has a newer state, and keeps it.
  const { text } = await work.call({ method: "POST", path: url, headers, body }, [409]);
  const said = answer.safeParse(jsonOf(text)).data;
  return {
    id: said?.external_id ?? before?.id ?? work.key,
    url: said?.url ?? before?.url ?? null,
    posts: post.history.toReversed().map((update) => ({ update: update.id, theirs: update.id })),
  };
}

/** The same for the same state: whether subscribers are to hear of it is no part of that. */
function digestOf(data: object): string {
  const state = JSON.stringify(data, (name, value: unknown) => (name === "notify" ? undefined : value));
  return createHash("sha256").update(state).digest("hex").slice(0, 16);
}

function stateOf(notice: Notice, { history, update, notify, components }: Post) {
  const { id, title, severity, overall, window, startedAt, endedAt, nextUpdateBy } = notice;
  const updates = history.toReversed();
  // Where a past update is corrected, the state is still what the newest one made it.
  const stage = (history[0] ?? update).stage;
  const common = {
    id: `inc-${id}`,
    revision: updates.length + updates.filter(({ correctedAt }) => correctedAt !== null).length,
    title,
    components: components.map(({ theirs, name, impact }) => ({ key: theirs, name, status: impact })),
    update: { ...updateOf(update), notify },
    updates: updates.map(updateOf),
  };
  if (notice.kind === "maintenance")
    return {
      ...common,
      id: `mnt-${id}`,
      window: window && { start: isoTime(window.startsAt), end: isoTime(window.endsAt) },
      state: stage.toLowerCase().replace("_", "-"),
      impact: notice.impact,
    };
  return {
    ...common,
    severity,
    stage,
    overall,
    started_at: isoTime(startedAt),
    resolved_at: stage === "RESOLVED" && endedAt !== null ? isoTime(endedAt) : null,
    next_update_by: nextUpdateBy === null ? null : isoTime(nextUpdateBy),
  };
}

function updateOf({ id, stage, postedAt, text, correctedAt }: NoticeUpdate) {
  return {
    id,
    stage,
    posted_at: isoTime(postedAt),
    text,
    ...(correctedAt === null ? {} : { corrected_at: isoTime(correctedAt) }),
  };
}

/** What the receiver holds of a notice; null = nothing. */
async function heldOf(notice: Notice, work: Work<Settings>): Promise<z.infer<typeof state> | null> {
  const { state_url, secret: current, former_secret } = work.settings;
  const at = work.clock.now();
  const headers = signedHeaders({ id: `${work.key}.state.${at}`, at, body: "", agent: work.agent }, [
    current,
    former_secret,
  ]);
  const asked = new URL(state_url ?? "");
  asked.searchParams.set("id", `${notice.kind === "maintenance" ? "mnt" : "inc"}-${notice.id}`);
  const { status, text } = await work.call({ method: "GET", path: asked.href, headers }, [404]);
  const read = status === 404 ? null : held.safeParse(jsonOf(text)).data;
  return (notice.kind === "maintenance" ? read?.maintenance : read?.incident) ?? null;
}

async function found(notice: Notice, work: Work<Settings>): Promise<Stood | null> {
  const there = await heldOf(notice, work);
  return there && { id: work.key, url: null, posts: matchPosts(notice, there.updates) };
}

function shownOf(there: z.infer<typeof state>): Shown {
  return { title: there.title, stage: there.stage ?? there.state, text: there.updates.at(-1)?.text };
}
