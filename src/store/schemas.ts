import { z } from "zod";
import type { Actor } from "../domain/actor.ts";
import type { Alert, AlertGroup } from "../domain/alert/state.ts";
import type { Tally } from "../domain/alert/tally.ts";
import type { Entry } from "../domain/decision.ts";
import { type Deadline, type Incident, type PagerPage, roles, stages } from "../domain/incident/state.ts";
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
  closed: z.enum(["acknowledged", "resolved"]).nullable(),
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
  alerts: z.object({ firing: z.number(), total: z.number(), groups: z.array(z.string()) }),
  runbookUrl: z.string().nullable(),
  paged: z.array(z.enum(["primary", "secondary", "list"])),
  pagesAtAnyHour: z.boolean().default(false),
  pages: z.array(pagerPage).default([]),
  episodes: z.number().default(0),
  unheard: z.array(z.string()).default([]),
  called: z.array(z.string()),
  lastUpdate: z.object({ id: z.string(), at: instant, nextUpdateBy: instant.nullable() }).nullable(),
  postmortem: z.object({ drafts: z.number(), path: z.string().nullable() }),
  entries: z.number(),
  chain: z.string(),
  version: z.number(),
});

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
  status: z.enum(["firing", "resolved"]),
  title: z.string(),
  description: z.string().nullable(),
  severity: severity.nullable(),
  component: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  group: z.string(),
  count: z.number(),
  firstAt: instant,
  lastAt: instant,
  resolvedAt: instant.nullable(),
  incident: z.string().nullable(),
  runbookUrl: z.string().nullable(),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  rule: z.string().nullable(),
});

export const alertGroupSchema: z.ZodType<AlertGroup> = z.object({
  key: z.string(),
  about: z.string(),
  incident: z.string().nullable(),
  proposal: z
    .object({
      severity,
      title: z.string(),
      component: z.string().nullable(),
      runbookUrl: z.string().nullable(),
      detectedAt: instant,
      state: z.enum(["open", "declared", "dismissed", "withdrawn"]),
      at: instant,
    })
    .nullable(),
  firing: z.number(),
  total: z.number(),
  lastAt: instant,
});

export const tallySchema: z.ZodType<Tally> = z.object({
  moments: z.array(z.tuple([instant, z.number()])),
  until: instant,
});
