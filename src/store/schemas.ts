import { z } from "zod";
import type { Actor } from "../domain/actor.ts";
import { type Digest, emptyDigest } from "../domain/alert/digest.ts";
import type { Alert, AlertGroup } from "../domain/alert/state.ts";
import type { Tally } from "../domain/alert/tally.ts";
import type { Entry } from "../domain/decision.ts";
import { levels, type Signal } from "../domain/events.ts";
import {
  type Deadline,
  type Deed,
  type Incident,
  type PagerPage,
  roles,
  stages,
  type UpdateWords,
  type WaitingDraft,
} from "../domain/incident/state.ts";
import {
  expectedImpacts,
  type Maintenance,
  maintenanceStages,
  type ProviderStanding,
  providerSaids,
} from "../domain/maintenance/state.ts";
import { pageTargets } from "../domain/page-target.ts";
import { deadlineKinds, overallStatuses, severities } from "../domain/policy.ts";

/*
 * The shapes of our own JSON columns. A field that a later version adds gets a default here, or a migration that writes it:
 * old rows must stay readable.
 */

const instant = z.number();
const severity = z.enum(severities);

export const actorSchema: z.ZodType<Actor> = z.object({
  kind: z.enum(["person", "api", "alert", "pager", "sitrep"]),
  id: z.string(),
  name: z.string(),
});

const deadline: z.ZodType<Deadline> = z.object({
  id: z.string(),
  kind: z.enum(deadlineKinds),
  startedAt: instant,
  dueAt: instant,
  owedSince: instant,
  promisedAt: instant.nullable(),
  from: z.string(),
  state: z.enum(["running", "kept", "late", "missed", "dropped"]),
  metAt: instant.nullable(),
  metBy: z.string().nullable(),
  round: z.number(),
  snoozedUntil: instant.nullable(),
});

const done = z.object({ at: instant, by: actorSchema });

const pagerPage: z.ZodType<PagerPage> = z.object({
  key: z.string(),
  pager: z.string(),
  target: z.enum(pageTargets),
  people: z.array(z.string()),
  why: z.string(),
  askedAt: instant,
  state: z.enum(["asked", "accepted", "late", "failed"]),
  anew: z.boolean(),
  closed: z.enum(["acknowledged", "resolved"]).nullable(),
});

const alertCounts = { firing: z.number(), unknown: z.number().default(0), flapping: z.number().default(0) };
const kinds = z.record(z.string(), z.number());
const digest: z.ZodType<Digest> = z.object({
  firstAt: instant,
  lastAt: instant,
  names: kinds,
  sources: kinds,
  components: kinds,
});

const standing: z.ZodType<ProviderStanding> = z.object({
  said: z.enum(providerSaids),
  words: z.string(),
  url: z.string().nullable(),
  at: instant,
  pastedUpTo: instant.optional(),
});

const passing = { suggested: z.boolean().optional(), override: z.string().optional() };
const account = ["symptom", "impact", "cause", "action", "progress", "eta", "rootCause"] as const;
const updateWords: z.ZodType<UpdateWords> = z.object({
  ...(Object.fromEntries(account.map((name) => [name, z.string().nullable().optional()])) as Record<
    (typeof account)[number],
    z.ZodOptional<z.ZodNullable<z.ZodString>>
  >),
  text: z.string().optional(),
  severity: severity.optional(),
  components: z.array(z.string()).optional(),
  overall: z.enum(overallStatuses).optional(),
  nextUpdate: instant.optional(),
  audience: z.enum(["public", "internal"]).optional(),
});

const deed: z.ZodType<Deed> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("incident.update"), stage: z.enum(stages), words: updateWords, ...passing }),
  z.object({
    type: z.literal("incident.no-change"),
    text: z.string().optional(),
    nextUpdate: instant.optional(),
    ...passing,
  }),
  z.object({
    type: z.literal("incident.resolve"),
    rootCause: z.string().optional(),
    resolvedAt: instant.optional(),
    despiteAlerts: z.boolean().optional(),
    ...passing,
  }),
  z.object({ type: z.literal("incident.cancel"), why: z.string(), text: z.string().optional(), ...passing }),
]);

const draft: z.ZodType<WaitingDraft> = z.object({
  by: actorSchema,
  at: instant,
  deed,
  found: z.object({ severity, components: z.array(z.string()), overall: z.enum(overallStatuses).nullable() }),
  shown: z.number(),
  text: z.string(),
  print: z.string(),
});

export const incidentSchema: z.ZodType<Incident> = z.object({
  id: z.string(),
  number: z.number(),
  kind: z.enum(["incident", "drill"]),
  title: z.string(),
  severity,
  stage: z.enum(stages),
  private: z.boolean(),
  retrospective: z.boolean(),
  components: z.array(z.string()),
  account: z.object({
    symptom: z.string().nullable(),
    impact: z.string().nullable(),
    cause: z.string().nullable(),
    action: z.string().nullable(),
    progress: z.string().nullable(),
    eta: z.string().nullable(),
    rootCause: z.string().nullable(),
  }),
  detectedAt: instant,
  declaredAt: instant,
  declaredBy: actorSchema,
  clocksFrom: instant,
  severeSince: instant,
  acknowledged: done.nullable(),
  mitigated: done.extend({ how: z.string() }).nullable(),
  identifiedAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  closure: z
    .object({
      at: instant,
      how: z.enum(["cancelled", "merged", "signed-off", "waived"]),
      why: z.string(),
      into: z.number().nullable(),
    })
    .nullable(),
  roles: z.partialRecord(z.enum(roles), z.string()),
  published: z.boolean(),
  overallByHand: z.object({ status: z.enum(overallStatuses), why: z.string() }).nullable(),
  cadence: z.object({ everyMs: z.number().nullable(), why: z.string() }).nullable(),
  deadlines: z.array(deadline),
  channel: z.object({
    id: z.string().nullable(),
    name: z.string(),
    state: z.enum(["wanted", "open", "archived", "gone"]),
  }),
  alerts: z.object({
    ...alertCounts,
    total: z.number(),
    groups: z.array(z.string()),
    digest: digest.default(emptyDigest),
    overSince: instant.nullable().default(null),
    shown: z
      .object({ ...alertCounts, total: z.number(), at: instant })
      .nullable()
      .default(null),
    untold: z.object({ began: z.number(), over: z.number() }).default({ began: 0, over: 0 }),
  }),
  runbookUrl: z.string().nullable(),
  paged: z.array(z.enum(["primary", "secondary", "list"])),
  pagesAtAnyHour: z.boolean().default(false),
  pages: z.array(pagerPage).default([]),
  episodes: z.number().default(0),
  unheard: z.array(z.string()).default([]),
  called: z.array(z.string()),
  pagedBlind: z
    .array(z.object({ person: z.string(), why: z.string(), handsOn: z.literal(true).optional() }))
    .optional(),
  providers: z.record(z.string(), standing).default({}),
  readBackAt: instant.nullable().default(null),
  draft: draft.nullable().default(null),
  lastUpdate: z
    .object({
      id: z.string(),
      at: instant,
      nextUpdateBy: instant.nullable(),
      told: z.enum(overallStatuses).optional(),
    })
    .nullable(),
  postmortem: z.object({ drafts: z.number(), path: z.string().nullable() }),
  entries: z.number(),
  chain: z.string(),
  version: z.number(),
});

export const maintenanceSchema: z.ZodType<Maintenance> = z.object({
  id: z.string(),
  number: z.number(),
  what: z.string(),
  components: z.array(z.string()),
  impact: z.enum(expectedImpacts),
  window: z.object({ startsAt: instant, endsAt: instant }),
  stage: z.enum(maintenanceStages),
  shortNotice: z.object({ why: z.string(), by: actorSchema }).nullable(),
  letPass: z.object({ why: z.string(), by: actorSchema }).optional(),
  alertsMuted: z.number().optional(),
  series: z.string().nullable(),
  history: z.array(z.object({ at: instant, by: actorSchema, text: z.string() })).optional(),
  caused: z.array(z.object({ number: z.number(), why: z.string() })).optional(),
  createdAt: instant,
  createdBy: actorSchema,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  updates: z.array(
    z.object({
      id: z.string(),
      stage: z.enum(maintenanceStages),
      text: z.string(),
      postedAt: instant,
      by: actorSchema,
    }),
  ),
  reminded: z.array(z.string()),
  providers: z.record(z.string(), standing),
  readBackAt: instant.optional(),
  version: z.number(),
});

const muting = z.object({ id: z.string(), number: z.number() });

export const correctionSchema: z.ZodType<NonNullable<Entry["corrects"]>> = z.object({
  entry: z.number(),
  hide: z.boolean(),
  text: z.string().nullable(),
  at: instant.nullable(),
});

export const alertSchema: z.ZodType<Alert> = z.object({
  id: z.string(),
  identity: z.string(),
  source: z.string(),
  mark: z.string().default(""),
  status: z.enum(["firing", "unknown", "resolved"]),
  title: z.string(),
  description: z.string().nullable(),
  severity: severity.nullable(),
  component: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  group: z.string(),
  senderGroup: z.string().nullable().default(null),
  count: z.number(),
  firstAt: instant,
  lastAt: instant,
  resolvedAt: instant.nullable(),
  incident: z.string().nullable(),
  runbookUrl: z.string().nullable(),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  rule: z.string().nullable(),
  outcome: z.enum(["declare", "propose", "list"]).default("list"),
  acknowledged: z.object({ by: z.string().nullable(), at: instant }).nullable().default(null),
  startedAt: instant.nullable().default(null),
  eventAt: instant.nullable().default(null),
  began: z.array(instant).default([]),
  flapping: z.boolean().default(false),
  turnedAt: instant.default(0),
  staleAfterMs: z.number().nullable().default(null),
  checkAt: instant.nullable().default(null),
  resolvedBySilence: z.boolean().default(false),
  apart: z.boolean().default(false),
  private: z.boolean().default(false),
  test: z.boolean().default(false),
  unread: z.string().nullable().default(null),
  muted: muting.optional(),
});

export const alertGroupSchema: z.ZodType<AlertGroup> = z.object({
  key: z.string(),
  about: z.string(),
  incident: z.string().nullable(),
  proposal: z
    .object({
      severity,
      title: z.string(),
      rule: z.string().nullable().default(null),
      component: z.string().nullable(),
      runbookUrl: z.string().nullable(),
      detectedAt: instant,
      private: z.boolean().default(false),
      state: z.enum(["open", "declared", "dismissed", "withdrawn"]),
      at: instant,
    })
    .nullable(),
  ...alertCounts,
  since: instant.default(0),
  total: z.number(),
  lastAt: instant,
  into: z.string().nullable().default(null),
  digest: digest.default(emptyDigest),
  unread: z.string().nullable().default(null),
  card: z.object({ shownAt: instant, owedAt: instant.nullable() }).nullable().default(null),
});

export const tallySchema: z.ZodType<Tally> = z.object({
  moments: z.array(z.tuple([instant, z.number()])),
  until: instant,
});

/** A signal as it is recorded. What is not there was not said. */
export const signalSchema: z.ZodType<Signal> = z.object({
  source: z.string(),
  identity: z.string().min(1),
  status: z.enum(["firing", "resolved"]),
  title: z.string(),
  description: z.string().nullable().default(null),
  severityHint: z.string().nullable().default(null),
  level: z.enum(levels).optional(),
  acknowledged: z.union([z.object({ by: z.string().nullable() }), z.literal("given-back")]).optional(),
  onlyIfKnown: z.literal(true).optional(),
  test: z.literal(true).optional(),
  unread: z.string().optional(),
  received: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  groupKey: z.string().nullable().default(null),
  truncated: z.number().optional(),
  startedAt: instant.nullable().default(null),
  endedAt: instant.optional(),
  eventAt: instant.optional(),
  oneEpisode: z.literal(true).optional(),
  failures: z.number().optional(),
  staleAfterMs: z.number().optional(),
  runbookUrl: z.string().nullable().default(null),
  links: z.array(z.object({ title: z.string(), url: z.string() })).default([]),
});
