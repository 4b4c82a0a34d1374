import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Clock, Instant } from "../base/clock.ts";
import type { HttpAnswer, HttpCall } from "../base/http.ts";
import type { OverallStatus } from "../domain/policy.ts";
import { type Notice, type NoticeUpdate, titleIn } from "../domain/publishing/notice.ts";
import type { Capabilities } from "../domain/publishing/providers.ts";
import type { SavedTemplate } from "../text/saved-templates.ts";
import type { Delivery } from "./outcome.ts";

/*
 * What a status provider is: one file in out/providers/. It says its name, its settings, what it can show, and makes the
 * calls. What is to be said there, in which order, what was said already, repeating, reading back and whom to tell belong
 * to the carrier (provider-carrier.ts).
 *
 * Every function of an adapter may throw: `Trouble` says how the call ended, and `work.call` throws the right one by
 * itself. Whatever else is thrown counts as a call of which nobody knows whether it took effect.
 */

/** A kind of status provider. */
export interface Provider<Settings = unknown> {
  /** The `use` of the configuration. */
  name: string;
  /** As people read it. */
  shown: string;
  settings: z.ZodType<Settings>;
  can(settings: Settings): Capabilities;
  /** Sentences on what only this kind cannot express, for the preview and the docs: "It shows one incident at a time." */
  cannot(settings: Settings): string[];
  /** What tells one credential from another; calls of the same one go one after another. Hashed before it is used. */
  credential(settings: Settings): string;
  /** What makes two settings the same place: what was posted in another is not looked for here. */
  place(settings: Settings): string;
  /** The most calls in a time that one credential allows; null = no limit that is known. */
  limit: { calls: number; perMs: number } | null;
  /** When a notice or an update can come twice, as a sentence; null = never, because it can be asked for. */
  mayDouble: string | null;
  /** How long after a post it can be read back, ms. */
  settlesMs: number;
  /** Where calls go and what they carry; absent for those that do not speak HTTP. */
  reach?(settings: Settings): { url: string; headers: Record<string, string> };
  /** The text of an update as it is sent: escaped and cut for this provider. Absent = word for word. */
  render?(update: NoticeUpdate, settings: Settings): string;
  /**
   * Looks for a notice of ours: by our key where it can be kept, else by its exact title and start. Null = it is not there.
   * `before` is what was known of it; where nothing can be looked up, that is the answer.
   */
  find(notice: Notice, work: Work<Settings>, before: Stood | null): Promise<Stood | null>;
  /** Opens the notice with one update: the first; for those without a timeline, and where the beginning is past, the newest. */
  create(notice: Notice, post: Post, work: Work<Settings>): Promise<Stood>;
  /** Adds an update, or, without a timeline, writes the text anew. RESOLVED, COMPLETED and CANCELLED end the notice there. */
  post(notice: Notice, post: Post, stood: Stood, work: Work<Settings>): Promise<Stood>;
  /** Corrects a past update without telling anybody anew. Absent = it cannot; those without a timeline write the text anew. */
  correct?(notice: Notice, update: NoticeUpdate, theirs: string, stood: Stood, work: Work<Settings>): Promise<void>;
  /** Brings what is not text in line (title, stage, impact, components) and tells nobody anew. Also how drift is repaired. */
  amend(notice: Notice, post: Post, stood: Stood, work: Work<Settings>): Promise<Stood>;
  /** Sets one component by itself, where components have states of their own. `theirs` = its id there. */
  setComponent?(theirs: string, status: OverallStatus, work: Work<Settings>): Promise<void>;
  /**
   * Says what components are again, where silence means that they are down. Called again and again, while nothing else need
   * be new; cheap where there is nothing to say.
   */
  tellAgain?(components: readonly { theirs: string; status: OverallStatus }[], work: Work<Settings>): Promise<void>;
  /** The states of those components by their ids there, in the provider's words. */
  readComponents?(work: Work<Settings>): Promise<Map<string, string>>;
  /** The provider's word for a status, to compare what is read: ours is translated into theirs, never the other way round. */
  word?(status: OverallStatus, work: Work<Settings>): string;
  /** What stands there now; null = it is gone. Absent = it cannot be read. */
  read?(notice: Notice, stood: Stood, work: Work<Settings>): Promise<Shown | null>;
  /**
   * Whether the page that everybody reads shows it: listed while it is open. Asked without credentials, and not before
   * caches had time. Null = where that page is was not configured, or it does not say. A page that cannot be read is
   * thrown, as any call is: it tells nothing. Absent = there is none.
   */
  seen?(notice: Notice, stood: Stood, work: Work<Settings>): Promise<boolean | null>;
  /** What `read` should answer after this notice with this newest update. Fields that cannot be read are left out. */
  expect?(notice: Notice, post: Post, settings: Settings): Shown;
  /**
   * Brings our saved templates there, by their names: what is missing is made, nothing twice. `components` = the ids there
   * of all components. Absent = it keeps none.
   */
  keepTemplates?(
    templates: readonly SavedTemplate[],
    components: readonly string[],
    work: Work<Settings>,
  ): Promise<KeptTemplate[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of providers holds providers of all settings
export type AnyProvider = Provider<any>;

/** One update on its way. */
export interface Post {
  update: NoticeUpdate;
  /** All updates up to this one, newest first: for those that keep one text. */
  history: NoticeUpdate[];
  /** False for one of the past that is caught up with: components and impact go with the newest alone. */
  newest: boolean;
  /** Whether its subscribers are to hear of it: not when an earlier attempt may have told them, and not of a repair. */
  notify: boolean;
  /** A person asked to have it as it should be: what somebody changed there by hand is written over, too. */
  repair?: true;
  /** The notice's components that are shown there, with their ids there. */
  components: { theirs: string; name: string; status: OverallStatus; impact: OverallStatus }[];
}

/** What became of a saved template there. `differs` = it is there with other words, and only a person can change it. */
export interface KeptTemplate {
  name: string;
  said: "created" | "there" | "differs";
  /** What a person has to do there, and the text to paste; empty where nothing is to be done. */
  words: string;
}

/** Where a notice stands there. */
export interface Stood {
  id: string;
  /** Where people read it; null = not known. */
  url: string | null;
  /**
   * Which of our updates are there, oldest first; `theirs` = the id they have there, where they have one; `former` = with
   * the words that they had before a correction.
   */
  posts: { update: string; theirs: string | null; former?: true }[];
  /** Whatever else the adapter needs again. JSON. */
  keep?: unknown;
}

/** What can be read of a notice there, in the provider's own words. */
export interface Shown {
  title?: string | undefined;
  stage?: string | undefined;
  open?: boolean | undefined;
  /** The text of the newest update, or the whole text where there is no timeline. */
  text?: string | undefined;
  /** By their ids there. */
  components?: Record<string, string> | undefined;
}

/** What an adapter works with. */
export interface Work<Settings> {
  settings: Settings;
  /** Our key for this notice, to be kept there: `sitrep-k3v9…`. */
  key: string;
  clock: Clock;
  /**
   * Makes a call below `reach`, with its headers. Answers what is 2xx; everything else is thrown as {@link Trouble} with
   * the provider's own sentence, credentials masked. `also` names further statuses that are answered.
   */
  call(call: Asking, also?: readonly number[]): Promise<HttpAnswer>;
  /** The same, with the answer read by a schema. What is no JSON, or is not as it should be, is thrown as doubtful. */
  json<T>(call: Asking, schema: z.ZodType<T>): Promise<T>;
  /** The same of what may not be there: null at 404. */
  found<T>(call: Asking, schema: z.ZodType<T>): Promise<T | null>;
  /** The id there of a component of ours; null = it is not shown there. */
  theirsOf(component: string): string | null;
  /** What lives as long as the process: a socket, a token. Closed when Sitrep stops. */
  memory: Memory;
  /** What binds those that do not call over HTTP: whether private addresses may be called, and how long an answer may take. */
  line: { allowPrivate: boolean; timeoutMs: number };
  /** This Sitrep, by name and version, for the destination's logs. */
  agent: string;
  /** Address of the incident or maintenance on our own page; null where that is not reachable from outside. */
  pageUrl: string | null;
}

/**
 * A call below the provider's address; `path` begins with a slash, or is a whole address. `open` = as everybody makes it:
 * without the headers of `reach`, and not counted among the calls of the credential.
 */
export type Asking = Pick<HttpCall, "method" | "headers" | "json" | "body" | "timeoutMs" | "mostBytes"> & {
  path: string;
  open?: true;
};

/** Things that are kept for a provider while the process lives. */
export interface Memory {
  get<T>(name: string): T | undefined;
  keep(name: string, value: unknown, close?: () => void): void;
  drop(name: string): void;
}

/** Declares a provider. One file in `out/providers/`, found by its name. */
export function defineProvider<Settings>(provider: Provider<Settings>): Provider<Settings> {
  return provider;
}

/** True for what {@link defineProvider} made; for finding the members of `out/providers/`. */
export function isProvider(value: unknown): value is AnyProvider {
  return typeof value === "object" && value !== null && "create" in value && "settings" in value && "can" in value;
}

/** How a call ended that did not do what it should. Its message is for people, and holds no credential. */
export class Trouble extends Error {
  readonly delivery: Exclude<Delivery, { outcome: "delivered" }>;
  /** What was answered; null = nothing was. */
  readonly status: number | null;

  constructor(delivery: Exclude<Delivery, { outcome: "delivered" }>, status: number | null = null) {
    super("why" in delivery ? delivery.why : "it is out of date");
    this.name = "Trouble";
    this.delivery = delivery;
    this.status = status;
  }
}

/** The trouble of a call that ended so. */
export function troubleWith(ending: Delivery, status: number | null = null): Trouble {
  return new Trouble(
    ending.outcome === "delivered" ? { outcome: "never", why: "it was not answered as it should" } : ending,
    status,
  );
}

/**
 * Makes calls that follow one that took effect. Where they have to be made again later, what was done before is looked up
 * first, and is not done twice. A no to them is left to reading back: it must not hide that the rest is there.
 */
export async function afterwards(calls: () => Promise<void>): Promise<void> {
  try {
    await calls();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.delivery.outcome === "later") throw new Trouble({ ...error.delivery, doubtful: true });
  }
}

/** There is no API for it: a person has to paste `text`. `ask` says where and how, as the end of a sentence: "…". */
export class ByHand extends Error {
  readonly ask: string;
  readonly text: string;

  constructor(ask: string, text: string) {
    super(ask);
    this.name = "ByHand";
    this.ask = ask;
    this.text = text;
  }
}

/**
 * Which of our updates stand there, by their texts; each of theirs counts once. One that was corrected since may stand
 * there with the words it had before: it is known by what no correction changes, its stage and its time.
 */
export function matchPosts(
  { updates }: Notice,
  theirs: readonly { id: string | null; text: string }[],
  render: (update: NoticeUpdate) => string = ({ text }) => text,
): Stood["posts"] {
  const left = theirs.map(({ id, text }) => ({ id, text: plain(text) }));
  const take = (isIt: (text: string) => boolean) => {
    const at = left.findIndex(({ text }) => isIt(text));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  };
  const found = new Map<string, Stood["posts"][number]>();
  for (const update of updates) {
    const wanted = plain(render(update));
    const one = take((text) => text === wanted);
    if (one) found.set(update.id, { update: update.id, theirs: one.id });
  }
  for (const update of updates) {
    if (update.correctedAt === null || found.has(update.id)) continue;
    const [stage, posted] = [`[${update.stage}]`, plain(lineOf(update, "Posted:"))];
    const one = take(
      (text) => text.replaceAll("\\", "").startsWith(stage) && text.replaceAll("\\", "").includes(posted),
    );
    if (one) found.set(update.id, { update: update.id, theirs: one.id, former: true });
  }
  return updates.flatMap(({ id }) => found.get(id) ?? []);
}

function lineOf({ text }: NoticeUpdate, label: string): string {
  return text.split("\n").find((line) => line.startsWith(label)) ?? label;
}

/** Every title that a notice has had, newest first: what was opened a while ago stands there under an older one. */
export function titlesOf({ title, updates }: Notice): string[] {
  return [...new Set([title, ...updates.map(({ heading }) => titleIn(heading)).toReversed()])];
}

/** True for a stage that ends a notice. */
export function isEnd(stage: NoticeUpdate["stage"]): boolean {
  return stage === "RESOLVED" || stage === "COMPLETED" || stage === "CANCELLED";
}

/** A text as it is compared: what providers do to white space and line ends does not count. */
export function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** All updates in one text, newest first, cut after a whole update where it is too long, and saying so. */
export function wholeText(
  history: readonly NoticeUpdate[],
  most: number | null,
  render: (update: NoticeUpdate) => string,
): string {
  const rule = "\n\n---\n\n";
  const more = `${rule}Earlier updates are left out here.`;
  let whole = "";
  for (const [index, update] of history.entries()) {
    const next = index === 0 ? render(update) : `${whole}${rule}${render(update)}`;
    const isLast = index === history.length - 1;
    if (most !== null && index > 0 && next.length + (isLast ? 0 : more.length) > most) return `${whole}${more}`;
    whole = next;
  }
  return whole;
}

/** Tells one credential or place from another without giving it away. */
export function fingerprint(provider: string, told: string): string {
  return createHash("sha256").update(`${provider}\n${told}`).digest("hex").slice(0, 24);
}

/**
 * When a notice begins and ends: a maintenance as it is planned, until it is over. What is over lasted a minute at least,
 * also a maintenance that was called off before it began: no provider takes an end that is not after the beginning.
 */
export function spanOf({ window, open, startedAt, endedAt, changedAt }: Notice): {
  startsAt: Instant;
  endsAt: Instant | null;
} {
  if (open) return { startsAt: startedAt, endsAt: window?.endsAt ?? null };
  const endsAt = endedAt ?? changedAt;
  return { startsAt: Math.min(startedAt, endsAt - 60_000), endsAt };
}

/** When a notice began, as most providers want it: `2026-11-21T09:30:00.000Z`. */
export function isoTime(at: Instant): string {
  return new Date(at).toISOString();
}
