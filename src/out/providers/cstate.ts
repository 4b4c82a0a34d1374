import { z } from "zod";
import type { Notice } from "../../domain/publishing/notice.ts";
import {
  bodyOf,
  fileName,
  issueFile,
  issueIn,
  render,
  severityOf,
  systemWords,
  textsIn,
  titleOf,
} from "../cstate-issue.ts";
import { shelfOf } from "../cstate-shelf.ts";
import { jsonOf } from "../ending.ts";
import { repository } from "../github.ts";
import { never } from "../outcome.ts";
import { defineProvider, isEnd, matchPosts, type Post, type Stood, troubleWith, type Work } from "../provider.ts";
import { address, secret } from "../settings.ts";

const settings = z
  .strictObject({
    /** The folder of the site: where its config lies. */
    folder: z.string().min(1).optional(),
    /** True = the folder is a clone: each update is committed, and pushed unless `push` is false. */
    git: z.boolean().default(false),
    push: z.boolean().default(true),
    remote: z.string().min(1).default("origin"),
    author: z
      .string()
      .regex(/^.+ <.+>$/, { error: "It must be like Sitrep <sitrep@example.com>." })
      .default("Sitrep <sitrep@localhost>"),
    repository: repository.optional(),
    token: secret.optional(),
    /** Absent = the one that is checked out, or the repository's own. */
    branch: z.string().min(1).optional(),
    api: address.default("https://api.github.com"),
    /** Where issues lie in the site. */
    path: z
      .string()
      .regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, { error: "It must be a path inside of the site, like content/issues." })
      .transform((value) => value.replace(/\/+$/, ""))
      .default("content/issues"),
    /** Where the built site is read: its systems are read back there. */
    site: address.optional(),
  })
  .refine(({ folder, repository: on }) => (folder === undefined) !== (on === undefined), {
    error: "It needs either folder or repository.",
  })
  .refine(({ repository: on, token }) => on === undefined || token !== undefined, {
    error: "It needs a token that may write the contents of the repository.",
    path: ["token"],
  });
type Settings = z.infer<typeof settings>;

const index = z.object({
  systems: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      unresolvedIssues: z.array(z.object({ filename: z.string().nullish() })).nullish(),
    }),
  ),
});

/**
 * cState: a static site from a repository, one Markdown file for each notice (contracts: status providers 8). The file's
 * name is our key, so writing it again does no harm.
 */
export default defineProvider<Settings>({
  name: "cstate",
  shown: "cState",
  settings,
  can: () => ({
    timeline: false,
    stages: false,
    components: "impact",
    lossy: { "partial-outage": "degraded" },
    maintenance: true,
    corrects: true,
    notifies: false,
    several: true,
    readsBack: true,
    titleMost: null,
    textMost: null,
  }),
  cannot: () => [
    "All components of an incident have the same status there.",
    "The public sees it when the site was built, not at once.",
  ],
  credential: ({ folder, api, token }) => folder ?? `${api}\n${token?.reveal() ?? ""}`,
  place: ({ folder, api, repository: on, branch, path }) => [folder ?? `${api}/${on}`, branch ?? "", path].join("\n"),
  limit: null,
  mayDouble: null,
  // A build takes its time.
  settlesMs: 5 * 60_000,
  render,

  async find(notice, work) {
    const path = pathOf(notice, work.settings);
    const shelf = shelfOf(work);
    const issue = issueIn((await shelf.read(path)) ?? "");
    if (issue?.key !== work.key) return null;
    await shelf.finish(path, messageOf(notice));
    const texts = textsIn(issue.body).map((text) => ({ id: null, text }));
    return stoodAt(notice, work, matchPosts(notice, texts, render));
  },
  create: (notice, post, work) => write(notice, post, work),
  post: (notice, post, _stood, work) => write(notice, post, work),
  amend: (notice, post, _stood, work) => write(notice, post, work),

  readComponents,
  word: (status) => systemWords[status],

  async read(notice, _stood, work) {
    const issue = issueIn((await shelfOf(work).read(pathOf(notice, work.settings))) ?? "");
    if (!issue) return null;
    const { title, isResolved, severity, affected, body } = issue;
    return {
      title,
      open: !isResolved,
      text: body,
      components: Object.fromEntries(affected.map((one) => [one, severity])),
    };
  },
  seen: isOnSite,
  expect: (notice, post) => ({
    title: titleOf(notice),
    open: !isEnd(post.update.stage) && post.update.stage !== "SCHEDULED",
    text: bodyOf(post),
    components: Object.fromEntries(post.components.map(({ theirs }) => [theirs, severityOf(notice)])),
  }),
});

async function write(notice: Notice, post: Post, work: Work<Settings>): Promise<Stood> {
  const path = pathOf(notice, work.settings);
  await shelfOf(work).write(path, issueFile(notice, post, work.key), messageOf(notice, post));
  return stoodAt(
    notice,
    work,
    post.history.toReversed().map(({ id }) => ({ update: id, theirs: null })),
  );
}

function messageOf(notice: Notice, post?: Post): string {
  const stage = post?.update.stage ?? notice.stage;
  return `[${stage}] ${titleOf(notice)}`;
}

function pathOf(notice: Notice, { path }: Settings): string {
  return `${path}/${fileName(notice)}`;
}

function stoodAt(notice: Notice, { settings: { site, path } }: Work<Settings>, posts: Stood["posts"]): Stood {
  const section = path.split("/").at(-1);
  const url = site === undefined ? null : `${site}/${section}/${fileName(notice).replace(/\.md$/, "")}/`;
  return { id: pathOf(notice, { path } as Settings), url, posts };
}

/** What the built site says of its systems; nothing where it cannot be read. */
async function readComponents({ settings: { site }, call }: Work<Settings>): Promise<Map<string, string>> {
  if (site === undefined) return new Map();
  return new Map((await systemsOf(site, call)).map(({ name, status }) => [name, status]));
}

/**
 * Whether the built site lists the notice's file under a system. It lists none that affects no system of it, nor a
 * maintenance that is to come: of those it does not say.
 */
async function isOnSite(notice: Notice, _stood: Stood, work: Work<Settings>): Promise<boolean | null> {
  const { site } = work.settings;
  if (site === undefined || notice.stage === "SCHEDULED") return null;
  const ours = notice.components.map(({ name }) => work.theirsOf(name));
  const systems = (await systemsOf(site, work.call)).filter(({ name }) => ours.includes(name));
  if (systems.length === 0 || systems.some(({ unresolvedIssues }) => !unresolvedIssues)) return null;
  const file = fileName(notice);
  return systems.some(({ unresolvedIssues }) => unresolvedIssues?.some(({ filename }) => filename?.endsWith(file)));
}

async function systemsOf(site: string, call: Work<Settings>["call"]): Promise<z.infer<typeof index>["systems"]> {
  const { text } = await call({ method: "GET", path: `${site}/index.json`, open: true });
  const read = index.safeParse(jsonOf(text)).data;
  if (!read)
    throw troubleWith(
      never(
        `${new URL(site).host}/index.json is not as cState makes it: a double quote in a title, or a name, breaks it`,
      ),
    );
  return read.systems;
}
