import { z } from "zod";
import type { OverallStatus } from "../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import type { Capabilities } from "../domain/publishing/providers.ts";
import { type AnyProvider, type Post, plain, type Shown, type Stood, type Work } from "./provider.ts";

/* One notice at one provider: the steps from what stands there to what the public is to see. */

/** What is known of a notice at a provider, kept between attempts. */
export const knownSchema = z.object({
  /** Where it was posted; what was posted in another place is not looked for here. */
  place: z.string(),
  id: z.string(),
  url: z.string().nullable(),
  posts: z.array(
    z.object({
      update: z.string(),
      theirs: z.string().nullable(),
      corrected: z.number().nullable(),
      /** When it was confirmed. */
      at: z.number().optional(),
      /** It never stood there: the one text had no room for it any more. */
      leftOut: z.literal(true).optional(),
    }),
  ),
  keep: z.unknown().optional(),
  /** What was last shown beside the texts; a change of it alone is brought over in silence. */
  facts: z.string(),
  /** What reading it back should answer. */
  expected: z.unknown().optional(),
  /** When something was last written there: what its readers get may be older for a while. */
  writtenAt: z.number().optional(),
});
export type Known = z.infer<typeof knownSchema>;

/** One notice to be shown, and all that is needed for it. */
export interface Task {
  provider: AnyProvider;
  can: Capabilities;
  place: string;
  notice: Notice;
  work: Work<unknown>;
  /** By public name: the ids of the components there. */
  components: ReadonlyMap<string, string>;
  /** An earlier attempt may have taken effect. */
  doubtful: boolean;
  repair: boolean;
}

/** How far it came. `held` = somebody changed it there, and nothing was written over that. */
export type Brought = { known: Known; held: Shown | null };

/**
 * Makes the calls that are missing, oldest first. `keep` hears of each step as soon as it is done, so that an attempt that
 * breaks off is gone on with, and not begun anew.
 */
export async function bring(task: Task, before: Known | null, keep: (known: Known) => void): Promise<Brought> {
  const { provider, can, notice, work } = task;
  let known = before;
  const save = (stood: Stood, sent: readonly NoticeUpdate[], post: Post) => {
    known = knownOf(task, stood, [...(known?.posts ?? []), ...asConfirmed(task, sent, post)], post);
    keep(known);
  };
  const unsent = () => notice.updates.filter(({ id }) => !known?.posts.some(({ update }) => update === id));

  if (!known) {
    const first = can.timeline ? notice.updates.slice(0, 1) : notice.updates;
    const post = postOf(task, first.at(-1) as NoticeUpdate);
    save(await provider.create(notice, post, work), first, post);
  }
  for (let missing = unsent(); missing.length > 0; missing = unsent()) {
    const sent = can.timeline ? missing.slice(0, 1) : missing;
    const post = postOf(task, sent.at(-1) as NoticeUpdate);
    const held = await foreignEdit(task, known as Known);
    if (held) return { known: known as Known, held };
    save(await provider.post(notice, post, stoodOf(known as Known), work), sent, post);
  }
  known = await correct(task, known as Known, keep);
  const newest = postOf({ ...task, doubtful: true }, notice.updates.at(-1) as NoticeUpdate);
  if (task.repair || known.facts !== factsOf(task)) {
    const stood = await provider.amend(notice, { ...newest, notify: false }, stoodOf(known), work);
    known = knownOf(task, stood, known.posts, newest);
    keep(known);
  } else if (known.expected === undefined && provider.expect) {
    known = { ...known, expected: provider.expect(notice, newest, work.settings) };
    keep(known);
  }
  return { known, held: null };
}

/** What is known after looking there: an attempt whose outcome nobody knows may have done some of it. Null = it is not there. */
export async function lookUp(task: Task, before: Known | null): Promise<Known | null> {
  const { provider, notice, work } = task;
  const stood = await provider.find(notice, work, before && stoodOf(before));
  if (!stood) return null;
  // What went to one that is gone is not in another that was begun in its place.
  const same = before?.id === stood.id ? before : null;
  const posts = [...(same?.posts ?? [])];
  for (const { update, theirs, former } of stood.posts) {
    if (posts.some((one) => one.update === update)) continue;
    const correctedAt = former ? null : correctionOf(notice, update);
    posts.push({ ...asSent({ id: update, theirs, correctedAt }), at: work.clock.now() });
  }
  const newest = postOf(task, notice.updates.at(-1) as NoticeUpdate);
  // Which of its texts was written last is what nobody knows, so it is no edit of somebody's if it is not the one we think.
  const { expected: _, ...known } = knownOf(task, { ...stood, keep: stood.keep ?? before?.keep }, posts, newest);
  return { ...known, facts: same?.facts ?? "" };
}

/** Somebody changed a text that the next update would be written over; null = nobody did, or they may lose nothing. */
async function foreignEdit({ provider, can, notice, work, repair }: Task, known: Known): Promise<Shown | null> {
  if (can.timeline || repair || !provider.read || known.expected === undefined) return null;
  const shown = await provider.read(notice, stoodOf(known), work);
  if (!shown) return null;
  return differences(known.expected as Shown, shown).length > 0 ? shown : null;
}

async function correct(task: Task, known: Known, keep: (known: Known) => void): Promise<Known> {
  const { provider, notice, work, can } = task;
  let now = known;
  for (const update of notice.updates) {
    const sent = now.posts.find((one) => one.update === update.id);
    if (!sent || update.correctedAt === null || sent.corrected === update.correctedAt) continue;
    const post: Post = { ...postOf(task, notice.updates.at(-1) as NoticeUpdate), notify: false };
    if (!can.timeline) {
      const stood = await provider.post(notice, post, stoodOf(now), work);
      now = knownOf(task, stood, now.posts, post);
    } else if (provider.correct && sent.theirs !== null)
      await provider.correct(notice, update, sent.theirs, stoodOf(now), work);
    now = {
      ...now,
      posts: now.posts.map((one) =>
        one === sent || one.update === update.id ? { ...one, corrected: update.correctedAt } : one,
      ),
      ...(provider.expect ? { expected: provider.expect(notice, post, task.work.settings) } : {}),
    };
    keep(now);
  }
  return now;
}

/** One update as the adapter gets it. */
export function postOf({ notice, components, doubtful, repair }: Task, update: NoticeUpdate): Post {
  const at = notice.updates.indexOf(update);
  return {
    update,
    history: notice.updates.slice(0, at + 1).toReversed(),
    newest: at === notice.updates.length - 1,
    notify: !doubtful && !repair,
    ...(repair ? { repair } : {}),
    components: notice.components.flatMap(({ name, status, impact }) => {
      const theirs = components.get(name);
      return theirs === undefined ? [] : [{ theirs, name, status, impact }];
    }),
  };
}

/** How what is read differs from what should be there, a clause for each; none = it is as it should be. */
export function differences(expected: Shown, shown: Shown): string[] {
  const found: string[] = [];
  const differs = (ours: string | undefined, theirs: string | undefined) =>
    ours !== undefined && theirs !== undefined && plain(ours).toLowerCase() !== plain(theirs).toLowerCase();
  if (differs(expected.title, shown.title))
    found.push(`its title there is "${clip(shown.title)}", not "${clip(expected.title)}"`);
  if (differs(expected.stage, shown.stage)) found.push(`it stands at ${shown.stage} there, not at ${expected.stage}`);
  if (expected.open !== undefined && shown.open !== undefined && expected.open !== shown.open)
    found.push(shown.open ? "it is still open there" : "it is closed there already");
  if (expected.text !== undefined && shown.text !== undefined && plain(expected.text) !== plain(shown.text))
    found.push(`its text there was changed: "${clip(shown.text)}"`);
  for (const [id, ours] of Object.entries(expected.components ?? {})) {
    const theirs = shown.components?.[id];
    if (theirs !== undefined && theirs !== ours) found.push(`the component ${id} is ${theirs} there, not ${ours}`);
  }
  return found;
}

function clip(text = ""): string {
  const line = plain(text);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function knownOf(task: Task, stood: Stood, posts: Known["posts"], post: Post): Known {
  const { provider, notice, place } = task;
  const theirs = new Map(stood.posts.map((one) => [one.update, one.theirs]));
  return {
    place,
    id: stood.id,
    url: stood.url,
    posts: posts.map((one) => ({ ...one, theirs: theirs.get(one.update) ?? one.theirs })),
    ...(stood.keep === undefined ? {} : { keep: stood.keep }),
    facts: post.newest ? factsOf(task) : "",
    ...(provider.expect ? { expected: provider.expect(notice, post, task.work.settings) } : {}),
    writtenAt: task.work.clock.now(),
  };
}

/** The part of what is known that adapters see. */
export function stoodOf({ id, url, posts, keep }: Known): Stood {
  return {
    id,
    url,
    posts: posts.map(({ update, theirs }) => ({ update, theirs })),
    ...(keep === undefined ? {} : { keep }),
  };
}

/** What went with one call. Of several updates that went together, the oldest may have found no room in the one text. */
function asConfirmed(task: Task, sent: readonly NoticeUpdate[], post: Post): Known["posts"] {
  const { provider, notice, work } = task;
  const at = work.clock.now();
  const whole = sent.length > 1 ? provider.expect?.(notice, post, work.settings).text : undefined;
  const isIn = (update: NoticeUpdate) =>
    plain(whole ?? "").includes(plain(provider.render?.(update, work.settings) ?? update.text));
  const isRead = whole !== undefined && isIn(post.update);
  return sent.map((update) => ({
    ...asSent(update),
    at,
    ...(isRead && !isIn(update) ? { leftOut: true as const } : {}),
  }));
}

function asSent(update: { id: string; theirs?: string | null; correctedAt: number | null }): Known["posts"][number] {
  return { update: update.id, theirs: update.theirs ?? null, corrected: update.correctedAt };
}

function correctionOf({ updates }: Notice, id: string): number | null {
  return updates.find((one) => one.id === id)?.correctedAt ?? null;
}

/** What a provider shows beside texts. Where components have states of their own, they are brought in line by themselves. */
function factsOf({ notice, can }: Task): string {
  const parts = notice.components.map(({ name, impact }) => [name, can.components === "impact" ? impact : null]);
  return JSON.stringify([
    notice.title,
    notice.stage,
    notice.open,
    notice.severity,
    notice.impact,
    notice.window,
    parts,
  ]);
}

/** What components should be there, and what they are: only those that differ are set. */
export function wrongComponents(
  wanted: readonly { theirs: string; status: OverallStatus }[],
  sent: Readonly<Record<string, string>>,
): { theirs: string; status: OverallStatus }[] {
  return wanted.filter(({ theirs, status }) => sent[theirs] !== status);
}
