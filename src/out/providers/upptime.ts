import { z } from "zod";
import { repository } from "../github.ts";
import { mendingOf } from "../mending.ts";
import { afterwards, defineProvider, isEnd, matchPosts, type Post, type Stood, type Work } from "../provider.ts";
import { address, secret } from "../settings.ts";
import {
  addComment,
  changeIssue,
  commentsOf,
  type Issue,
  issueAt,
  openIssue,
  ownIssue,
  render,
  rewriteComment,
  textMost,
  titleMost,
  titleOf,
} from "../upptime-issue.ts";

const settings = z.strictObject({
  repository,
  token: secret,
  api: address.default("https://api.github.com"),
  /** Adds the slugs of sites as labels: the incident is shown at them, and Upptime may close it when they are up. */
  site_labels: z.boolean().default(false),
});
type Settings = z.infer<typeof settings>;

const kept = z.object({ isClosed: z.boolean() });

/**
 * Upptime: a status page made of GitHub's issues (contracts: status providers 11). Our key stands in the issue's text where
 * readers do not see it; every update, the first one too, is a comment.
 */
export default defineProvider<Settings>({
  name: "upptime",
  shown: "Upptime",
  settings,
  can: () => ({
    timeline: true,
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
    "Its overall status, and what its sites are, come from its own checks, not from incidents.",
    "Whoever watches the repository hears of every update from GitHub.",
  ],
  credential: ({ api, token }) => `${api}\n${token.reveal()}`,
  place: ({ api, repository: on }) => `${api}\n${on}`,
  // What is created counts by itself, commonly 80 in a minute; one post makes three calls at most.
  limit: { calls: 240, perMs: 60_000 },
  mayDouble: null,
  settlesMs: 5_000,
  render,

  async find(notice, work, before) {
    const issue = await ownIssue(notice, work, before?.id ?? null);
    return issue && stoodAt(issue, matchPosts(notice, await commentsOf(String(issue.number), work), render));
  },
  async create(notice, post, work) {
    // Opening takes two calls: an attempt that broke off may have made the first.
    const issue = (await ownIssue(notice, work, null)) ?? (await openIssue(notice, post, work));
    const stood = stoodAt(issue, matchPosts(notice, await commentsOf(String(issue.number), work), render));
    if (stood.posts.some(({ update }) => update === post.update.id)) return stood;
    const said = await saidTo(stood, post, work);
    await afterwards(async () => {
      if (isEnd(post.update.stage)) await changeIssue(stood.id, notice, post, work);
    });
    return said;
  },
  async post(notice, post, stood, work) {
    const isEnding = isEnd(post.update.stage);
    const isClosed = kept.safeParse(stood.keep).data?.isClosed ?? false;
    const said = await saidTo(stood, post, work);
    await afterwards(async () => {
      if (isEnding || isClosed) await changeIssue(stood.id, notice, post, work);
    });
    return { ...said, keep: { isClosed: isEnding } };
  },
  correct: (_notice, update, theirs, _stood, work) => rewriteComment(theirs, update, work),
  async amend(notice, post, stood, work) {
    await changeIssue(stood.id, notice, post, work);
    const keep = { isClosed: isEnd(post.update.stage) };
    if (!post.repair) return { ...stood, keep };
    const comments = (await commentsOf(stood.id, work)).filter(({ id }) =>
      stood.posts.some(({ theirs }) => theirs === id),
    );
    const { rewrite, again } = mendingOf(notice, stood, comments, { render, canRewrite: true });
    for (const { theirs, update } of rewrite) await rewriteComment(theirs, update, work);
    return again ? { ...(await saidTo(stood, post, work)), keep } : { ...stood, keep };
  },

  async read(notice, stood, work) {
    const issue = await issueAt(stood.id, work);
    if (!issue) return null;
    const newest = stood.posts.find(({ update }) => update === notice.updates.at(-1)?.id)?.theirs;
    const comments = await commentsOf(stood.id, work);
    return {
      title: issue.title ?? "",
      open: issue.state !== "closed",
      text: comments.find(({ id }) => id === newest)?.text ?? "",
    };
  },
  expect(notice, post) {
    const isEnding = isEnd(post.update.stage);
    // Upptime closes a maintenance by itself at the end of its window.
    const open = notice.kind === "maintenance" && !isEnding ? {} : { open: !isEnding };
    return { title: titleOf(notice), text: render(post.update), ...open };
  },
});

/** Adds an update, and remembers which comment it is. */
async function saidTo(stood: Stood, { update }: Post, work: Work<Settings>): Promise<Stood> {
  const theirs = await addComment(stood.id, update, work);
  return { ...stood, posts: [...stood.posts.filter((one) => one.update !== update.id), { update: update.id, theirs }] };
}

function stoodAt({ number, html_url, state }: Issue, posts: Stood["posts"]): Stood {
  return { id: String(number), url: html_url ?? null, posts, keep: { isClosed: state === "closed" } };
}
