import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import { type Digest, emptyDigest } from "../alert/digest.ts";
import type { AlertCounts } from "../alert/state.ts";
import type { ProviderStanding } from "../maintenance/state.ts";
import type { PageTarget } from "../page-target.ts";
import type { DeadlineKind, OverallStatus, Severity } from "../policy.ts";

/**
 * The stages of an incident, in order. Forward jumps are fine; going back is allowed and recorded; RESOLVED is left only
 * by reopening (product.md section 2).
 */
export const stages = ["INVESTIGATING", "IDENTIFIED", "MITIGATING", "RESOLVED"] as const;
export type Stage = (typeof stages)[number];

/** The roles a person can hold. `lead` is shown as "incident commander" (decisions.md 13). */
export const roles = ["lead", "comms", "scribe", "ops"] as const;
export type Role = (typeof roles)[number];

/**
 * One promise of the ledger. `running` = not met yet, also when overdue; `kept` / `late` = met before / after the due
 * time; `missed` = never met when the incident ended; `dropped` = no longer owed (decisions.md 12).
 */
export interface Deadline {
  id: string;
  kind: DeadlineKind;
  startedAt: Instant;
  dueAt: Instant;
  /** Since when anybody could know of it: the decision that began it or moved it (see reminder.ts). */
  owedSince: Instant;
  /** What the public was told, where that differs from `dueAt` or equals it; a published promise never moves (decisions.md 9). */
  promisedAt: Instant | null;
  /** How the due time was worked out, as a sentence a person can check. */
  from: string;
  state: "running" | "kept" | "late" | "missed" | "dropped";
  metAt: Instant | null;
  /** What met it: an update's id, or the deed in words. */
  metBy: string | null;
  /** How many steps of the reminder ladder have been taken or passed over (see reminder.ts). */
  round: number;
  snoozedUntil: Instant | null;
}

/** The words of the incident that updates are written from. Each update overwrites what it brings; the rest carries over (decisions.md 17). */
export interface Account {
  symptom: string | null;
  impact: string | null;
  cause: string | null;
  action: string | null;
  progress: string | null;
  eta: string | null;
  rootCause: string | null;
}

type AccountWords = { [Field in keyof Account]?: Account[Field] | undefined };

/** What an update brings: any of the account's words, and what it says about the incident as a whole. Absent = as it was. */
export interface UpdateWords extends AccountWords {
  /** Free words of the person, set under the fixed lines. */
  text?: string | undefined;
  severity?: Severity | undefined;
  components?: string[] | undefined;
  overall?: OverallStatus | undefined;
  nextUpdate?: Instant | undefined;
  audience?: "public" | "internal" | undefined;
}

/** What a person says of the words that the guard found. */
export interface Passing {
  /** The words that the guard suggests stand in their place. */
  suggested?: boolean | undefined;
  /** They are published all the same, for this reason: the right to override. */
  override?: string | undefined;
}

/** Something that is published: what a draft does once it is approved. */
export type Deed = (
  | { type: "incident.update"; stage: Stage; words: UpdateWords }
  | { type: "incident.no-change"; text?: string | undefined; nextUpdate?: Instant | undefined }
  | {
      type: "incident.resolve";
      rootCause?: string | undefined;
      resolvedAt?: Instant | undefined;
      despiteAlerts?: boolean | undefined;
    }
  /** `text` is what the public reads of it, `why` is for us. */
  | { type: "incident.cancel"; why: string; text?: string | undefined }
) &
  Passing;

/** An update that waits for somebody who may approve it (see draft.ts). */
export interface WaitingDraft {
  by: Actor;
  at: Instant;
  deed: Deed;
  /** What the author found: what has changed since is taken as it is now. */
  found: { severity: Severity; components: string[]; overall: OverallStatus | null };
  /** Tells what approvers were shown from all that they were shown before: the version of the incident it came with. An approval names it. */
  shown: number;
  /** The text as they were last shown it. */
  text: string;
  /** Everything that would be published but its times, to tell whether it has changed since. */
  print: string;
}

/** One page at one pager: for the people of a step of the ladder, or for one of them. */
export interface PagerPage {
  /** What it is called at the pager. */
  key: string;
  /** The pager's name in the configuration. */
  pager: string;
  target: PageTarget;
  people: string[];
  /** Why it was sent, as a clause. */
  why: string;
  askedAt: Instant;
  state: "asked" | "accepted" | "late" | "failed";
  /** It was sent after somebody had acknowledged, for another reason: only the end of the incident closes it. */
  anew: boolean;
  /** The last word about it that was sent, or that came from there; null while people are still called. */
  closed: "acknowledged" | "resolved" | null;
}

/** The alerts of an incident, in sum. Each of them is a row of its own, which says where it belongs. */
export interface IncidentAlerts extends AlertCounts {
  total: number;
  /** The alert groups it owns. */
  groups: string[];
  digest: Digest;
  /** Since when all are over; null while one is not, and once its end was proposed. */
  overSince: Instant | null;
  /** The counts as people were last shown them; null = never. */
  shown: (AlertCounts & { total: number; at: Instant }) | null;
  /** How many began and ended since then that are told of in sum. */
  untold: { began: number; over: number };
}

/** The alerts of an incident that has none yet. */
export const noAlerts: IncidentAlerts = {
  firing: 0,
  unknown: 0,
  flapping: 0,
  total: 0,
  groups: [],
  digest: emptyDigest,
  overSince: null,
  shown: null,
  untold: { began: 0, over: 0 },
};

/**
 * An incident, whole. It is **open** until it is resolved, cancelled or merged; a resolved one is **closed** when its
 * post-mortem is signed off or waived. `closure` says how it ended, and is null while it is open or merely resolved.
 */
export interface Incident {
  id: string;
  number: number;
  kind: "incident" | "drill";
  title: string;
  severity: Severity;
  stage: Stage;
  private: boolean;
  /** Typed in after the fact: no pages, no running clocks. */
  retrospective: boolean;
  /** Public names of the components it touches, as configured. */
  components: string[];
  account: Account;
  /** The first signal. Clocks start here. */
  detectedAt: Instant;
  declaredAt: Instant;
  declaredBy: Actor;
  /** From when the running clocks count: detection, or the reopening. */
  clocksFrom: Instant;
  /** Since when it is this severe: the declaration, the reopening or the last raise. Paging counts from here. */
  severeSince: Instant;
  acknowledged: { at: Instant; by: Actor } | null;
  mitigated: { at: Instant; by: Actor; how: string } | null;
  identifiedAt: Instant | null;
  resolvedAt: Instant | null;
  closure: {
    at: Instant;
    how: "cancelled" | "merged" | "signed-off" | "waived";
    why: string;
    into: number | null;
  } | null;
  roles: Partial<Record<Role, string>>;
  /** True once an update of it was published: from then on it counts for the public status, and is closed publicly too. */
  published: boolean;
  /** A status set by hand at triage, only worse than the severity implies; lapses at the next severity change. */
  overallByHand: { status: OverallStatus; why: string } | null;
  /** This incident's own update cadence (`remind`); null = by severity. `everyMs` null = never. */
  cadence: { everyMs: number | null; why: string } | null;
  deadlines: Deadline[];
  channel: { id: string | null; name: string; state: "wanted" | "open" | "archived" | "gone" };
  /** Its alerts: those of the groups it owns, and those that a person put here (decisions.md 5). */
  alerts: IncidentAlerts;
  runbookUrl: string | null;
  /** Who was paged in this run of the clocks: the rungs of the paging ladder that were taken (see rota.ts). */
  paged: ("primary" | "secondary" | "list")[];
  /** A rule says that it pages: at any hour, whatever the severity. */
  pagesAtAnyHour: boolean;
  /** Pages through pagers, oldest first (see pages.ts). */
  pages: PagerPage[];
  /** How many episodes of pages there were: each has a key of its own at the pagers, and none is used twice. */
  episodes: number;
  /** Whose direct message does not go through, as the channel was told. */
  unheard: string[];
  /** Everybody who was paged or called in, ever: they are people of the incident, also of a private one. */
  called: string[];
  /** Who was paged while there was no channel to lead them to, and why; absent once there is one, or none is needed. */
  pagedBlind?: { person: string; why: string; handsOn?: true | undefined }[] | undefined;
  /** How it stands at each status provider, by the provider's name. */
  providers: Readonly<Record<string, ProviderStanding>>;
  /** When the providers were last told something, or read back; null = never. */
  readBackAt: Instant | null;
  /** The update that waits for approval; null when none does. */
  draft: WaitingDraft | null;
  /** The last update of this run of the clocks that met what was owed: public, or internal where nothing may be published. */
  lastUpdate: {
    id: string;
    at: Instant;
    nextUpdateBy: Instant | null;
    /** The status of the service that it told the public; absent = it told none. */
    told?: OverallStatus | undefined;
  } | null;
  /** How many post-mortem drafts were written, and where the newest lies (relative to the data folder). */
  postmortem: { drafts: number; path: string | null };
  /** How many entries its timeline has; they are numbered from 1. */
  entries: number;
  /** The end of the timeline's hash chain. */
  chain: string;
  /** Grows by one with each decision. */
  version: number;
}

/** True while somebody is expected to work on it. */
export function isOpen(incident: Pick<Incident, "resolvedAt" | "closure">): boolean {
  return incident.resolvedAt === null && incident.closure === null;
}

/** The deadline of a kind that is still owed, if any. There is at most one of each kind. */
export function running(incident: Incident, kind: DeadlineKind): Deadline | undefined {
  return incident.deadlines.find((deadline) => deadline.kind === kind && deadline.state === "running");
}

/** An update as it was posted. `text` is the full rendered text, as the public read it (decisions.md 16). */
export interface Update {
  id: string;
  stage: Stage;
  severity: Severity;
  audience: "public" | "internal";
  text: string;
  components: string[];
  overall: OverallStatus | null;
  postedAt: Instant;
  nextUpdateBy: Instant | null;
  by: Actor;
  /** When its text was last corrected; null = it stands as it was posted. */
  correctedAt: Instant | null;
}
