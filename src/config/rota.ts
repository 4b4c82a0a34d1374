import { z } from "zod";
import type { Secret } from "../base/secret.ts";
import type { Problem } from "../domain/duration.ts";
import { layerOf, type RotaRole, rotaRoles } from "../domain/rota/layers.ts";
import type { Rota } from "../domain/rota.ts";
import type { Path } from "./environment.ts";
import * as is from "./scalars.ts";

/*
 * `rota`: who is on call. The people outright, layers of people who take turns, and schedules that are kept elsewhere.
 */

/** How often a layer hands over, in days: "day", "week", "3 days", "2 weeks". */
const turn = is.reads((value): number | Problem => {
  const [, count = "1", unit] = /^(?:(\d{1,3})\s*)?(days?|weeks?)$/i.exec(String(value).trim()) ?? [];
  const days = Number(count) * (unit?.toLowerCase().startsWith("week") ? 7 : 1);
  return unit !== undefined && days >= 1 && days <= 366
    ? days
    : { problem: `${is.quoted(value)} is not how often people take turns; write day, week, 3 days or 2 weeks.` };
});

const layer = z.strictObject({
  role: is.oneOf(rotaRoles).default("primary"),
  people: is.listOf(is.person),
  every: turn.default(7),
  on: is.weekday.optional(),
  at: is.timeOfDay.default("09:00"),
  start: is.date,
  zone: is.zone.optional(),
  hours: z.strictObject({ from: is.timeOfDay, to: is.timeOfDay }).optional(),
  weekdays: is.listOf(is.weekday).optional(),
});

const keepers = ["ical", "pagerduty", "opsgenie", "jsm"] as const;

const schedule = z.strictObject({
  name: is.text,
  from: is.oneOf(keepers),
  role: is.oneOf(rotaRoles).optional(),
  address: is.secret.optional(),
  url: is.webAddress.optional(),
  token: is.secret.optional(),
  email: is.text.optional(),
  schedule: is.text.optional(),
  policy: is.text.optional(),
  cloud_id: is.text.optional(),
  allow_private: is.flag.default(false),
});

export const rota = z
  .strictObject(
    {
      primary: is.person.optional(),
      secondary: is.person.optional(),
      escalation: is.listOf(is.person).default([]),
      zone: is.zone.optional(),
      layers: z.array(layer, { error: "It must be a list of layers, each beginning with a dash." }).default([]),
      schedules: z
        .array(schedule, { error: "It must be a list of schedules, each beginning with a dash." })
        .default([]),
      people: z
        .record(z.string(), is.person, { error: "It must be names and people, like { alice@example.com: U012AB3CD }." })
        .default({}),
    },
    { error: "It must be a group of settings, each on a line of its own." },
  )
  .prefault({});

type RotaSettings = z.infer<typeof rota>;

/** A schedule that is kept elsewhere, with what it takes to read it. */
export interface ScheduleSettings {
  name: string;
  /** The places of the rota that it fills. */
  roles: RotaRole[];
  /** Lets it be on this machine or its network. */
  allowPrivate: boolean;
  at:
    | { from: "ical"; address: Secret }
    | { from: "pagerduty"; url: string; token: Secret; schedule: string | null; policy: string | null }
    | { from: "opsgenie"; url: string; token: Secret; schedule: string }
    | { from: "jsm"; url: string; token: Secret; email: string; cloudId: string; schedule: string };
}

const kept = { ical: "an iCal calendar", pagerduty: "PagerDuty", opsgenie: "Opsgenie", jsm: "Jira Service Management" };

/** The rota as decisions know it. `zone` is the calendar's. */
export function rotaTerms(settings: RotaSettings, zone: string): Rota {
  const { primary = null, secondary = null, escalation, layers, schedules } = settings;
  return {
    primary,
    secondary,
    escalation,
    ...(settings.zone ? { zone: settings.zone } : {}),
    ...(layers.length > 0
      ? {
          layers: layers.map(({ every, on, hours, weekdays, ...same }) =>
            layerOf({
              ...same,
              zone: same.zone ?? settings.zone ?? zone,
              everyDays: every,
              on: on ?? null,
              hours: hours ?? null,
              weekdays: weekdays ?? null,
            }),
          ),
        }
      : {}),
    ...(schedules.length > 0
      ? { schedules: schedules.map((one) => ({ name: one.name, kept: kept[one.from], roles: rolesOf(one) })) }
      : {}),
  };
}

/** A PagerDuty escalation policy says itself who comes first and who second. */
function rolesOf({ role, policy }: RotaSettings["schedules"][number]): RotaRole[] {
  if (role) return [role];
  return policy === undefined ? ["primary"] : [...rotaRoles];
}

/** Schedules with what it takes to read them. They must have no {@link rotaDisagreements}. */
export function schedulesOf({ schedules }: RotaSettings): ScheduleSettings[] {
  return schedules.flatMap((one): ScheduleSettings[] => {
    const { name, allow_private: allowPrivate, address, token, schedule: id, policy, email, cloud_id: cloudId } = one;
    const same = { name, roles: rolesOf(one), allowPrivate };
    if (one.from === "ical") return address ? [{ ...same, at: { from: "ical", address } }] : [];
    if (!token) return [];
    const url = one.url ?? usualAddress[one.from];
    if (one.from === "pagerduty")
      return [{ ...same, at: { from: "pagerduty", url, token, schedule: id ?? null, policy: policy ?? null } }];
    if (!id) return [];
    if (one.from === "opsgenie") return [{ ...same, at: { from: "opsgenie", url, token, schedule: id } }];
    return email && cloudId ? [{ ...same, at: { from: "jsm", url, token, email, cloudId, schedule: id } }] : [];
  });
}

const usualAddress = {
  pagerduty: "https://api.pagerduty.com",
  opsgenie: "https://api.opsgenie.com",
  jsm: "https://api.atlassian.com",
};

/** What each keeper needs, and what it takes beside that. */
const needs: Record<(typeof keepers)[number], { must: string[]; may: string[] }> = {
  ical: { must: ["address"], may: [] },
  pagerduty: { must: ["token"], may: ["url", "schedule", "policy"] },
  opsgenie: { must: ["token", "schedule"], may: ["url"] },
  jsm: { must: ["token", "email", "cloud_id", "schedule"], may: ["url"] },
};
const ofKeepers = ["address", "url", "token", "email", "schedule", "policy", "cloud_id"] as const;

/** What the settings of the rota must agree on. */
export function rotaDisagreements({ layers, schedules }: RotaSettings): { path: Path; problem: string }[] {
  const inLayers = layers.flatMap(({ people, every, on, weekdays }, index) => {
    const path: Path = ["rota", "layers", index];
    if (people.length === 0) return [{ path, problem: "A layer needs people." }];
    if (weekdays?.length === 0)
      return [{ path, problem: "A layer needs a weekday; leave weekdays out for every day." }];
    return on !== undefined && every % 7 !== 0
      ? [{ path: [...path, "on"], problem: "Only a layer of whole weeks hands over on a day of the week." }]
      : [];
  });
  const names = schedules.map(({ name }) => name);
  const inSchedules = schedules.flatMap((one, index) => {
    const path: Path = ["rota", "schedules", index];
    const { must, may } = needs[one.from];
    const given = ofKeepers.filter((name) => one[name] !== undefined);
    const missing = must.filter((name) => !given.some((known) => known === name));
    const strange = given.filter((name) => !must.includes(name) && !may.includes(name));
    const wrong: { path: Path; problem: string }[] = [
      ...missing.map((name) => ({ path, problem: `A schedule from ${one.from} needs ${name}.` })),
      ...strange.map((name) => ({ path: [...path, name], problem: `A schedule from ${one.from} has no ${name}.` })),
    ];
    if (names.indexOf(one.name) !== index) wrong.push({ path, problem: `The schedule "${one.name}" is there twice.` });
    if (one.from === "pagerduty" && (one.schedule === undefined) === (one.policy === undefined))
      wrong.push({ path, problem: "It needs a schedule or an escalation policy of PagerDuty, by id: one of the two." });
    if (one.address && !/^(https?|webcal):\/\/[^/]/i.test(one.address.reveal()))
      wrong.push({ path: [...path, "address"], problem: "It must begin with https:// or webcal://." });
    return wrong;
  });
  return [...inLayers, ...inSchedules];
}
