import { z } from "zod";
import type { Http } from "../../base/http.ts";
import type { Secret } from "../../base/secret.ts";
import type { RotaRole } from "../../domain/rota/layers.ts";
import { asked, type ForeignShift, instantIn, type ScheduleReader, ScheduleTrouble, type Window } from "../schedule.ts";

interface Settings {
  http: Http;
  url: string;
  token: Secret;
  /** Of the two one is set. */
  schedule: string | null;
  policy: string | null;
  roles: RotaRole[];
}

const user = z.object({
  id: z.string(),
  summary: z.string().nullish(),
  name: z.string().nullish(),
  email: z.string().nullish(),
});

const onCalls = z.object({
  oncalls: z.array(
    z.object({
      user,
      escalation_level: z.number(),
      start: z.string().nullish(),
      end: z.string().nullish(),
    }),
  ),
  more: z.boolean().nullish(),
});

const entries = z.object({
  rendered_schedule_entries: z.array(z.object({ user, start: z.string(), end: z.string() })),
});
const layered = z.object({ schedule: z.object({ final_schedule: entries }) });

/** Times stand under more than one name in what is written about it. */
const assignment = z
  .object({ member: z.object({ user_id: z.string().nullish() }).nullish() })
  .loose()
  .transform((one, ctx) => {
    const words = one as Record<string, unknown>;
    const from = words.start ?? words.start_time ?? words.starts_at;
    const until = words.end ?? words.end_time ?? words.ends_at;
    if (typeof from === "string" && typeof until === "string")
      return { userId: one.member?.user_id ?? null, from, until };
    ctx.addIssue({ code: "custom", message: "a shift without its times" });
    return z.NEVER;
  });
const computed = z.object({ computed_shift_assignments: z.array(assignment) });
const shifted = z.union([
  z.object({ schedule: z.object({ final_schedule: computed }) }).transform((one) => one.schedule.final_schedule),
  z.object({ final_schedule: computed }).transform((one) => one.final_schedule),
]);

const pageSize = 100;
/** Bounds how many pages of people on call are read. */
const mostPages = 10;
/** The most people whose addresses are kept. */
const mostPeople = 1_000;

/**
 * PagerDuty (contracts: paging 2.3). Of an escalation policy the first level is the primary and the second the secondary; of a
 * schedule the final one counts, overrides included. A schedule is of one of two shapes, and only trying tells which.
 */
export function pagerdutySchedule({ http, url, token, schedule, policy, roles }: Settings): ScheduleReader {
  const headers = {
    authorization: `Token token=${token.reveal()}`,
    accept: "application/vnd.pagerduty+json;version=2",
  };
  const emails = new Map<string, string | null>();
  const get = (path: string, query: [string, string][], others: number[] = []) =>
    asked(http, { method: "GET", url: `${url}${path}?${new URLSearchParams(query)}`, headers }, others);
  const span = ({ from, until }: Window): [string, string][] => [
    ["since", new Date(from).toISOString()],
    ["until", new Date(until).toISOString()],
  ];

  /** The address that Slack knows a person by; asked for once. */
  async function emailOf(id: string): Promise<string | null> {
    const known = emails.get(id);
    if (known !== undefined) return known;
    const answer = await get(`/users/${encodeURIComponent(id)}`, [], [404]);
    const read = z.object({ user }).safeParse(answer.status === 404 ? null : answer.json());
    const email = read.data?.user.email ?? null;
    if (emails.size >= mostPeople) emails.clear();
    emails.set(id, email);
    return email;
  }

  async function namesOf({ id, email, summary, name }: z.infer<typeof user>): Promise<string[]> {
    return [email ?? (await emailOf(id)), id, summary, name].filter((one): one is string => typeof one === "string");
  }

  async function ofPolicy(id: string, window: Window): Promise<ForeignShift[]> {
    const shifts: ForeignShift[] = [];
    const levels: readonly (RotaRole | undefined)[] = roles.length > 1 ? roles : [roles[0]];
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await get("/oncalls", [
        ["escalation_policy_ids[]", id],
        ["include[]", "users"],
        ...span(window),
        ["limit", String(pageSize)],
        ["offset", String(page * pageSize)],
      ]);
      const { oncalls, more } = understood(onCalls, answer.json());
      for (const one of oncalls) {
        const role = levels[one.escalation_level - 1];
        if (!role) continue;
        const from = one.start ? instantIn(one.start) : window.from;
        const until = one.end ? instantIn(one.end) : window.until;
        shifts.push({ role, names: await namesOf(one.user), from, until });
      }
      if (!more) break;
    }
    return shifts;
  }

  async function ofSchedule(id: string, window: Window): Promise<ForeignShift[]> {
    const role = roles[0] ?? "primary";
    const query: [string, string][] = [...span(window), ["include[]", "final_schedule"]];
    const path = `/schedules/${encodeURIComponent(id)}`;
    const inShifts = await get(`/v3${path}`, query, [400, 404]);
    if (inShifts.status < 400) {
      const { computed_shift_assignments: shifts } = understood(shifted, inShifts.json());
      const read: ForeignShift[] = [];
      for (const { userId, from, until } of shifts) {
        if (userId === null) continue;
        read.push({ role, names: await namesOf({ id: userId }), from: instantIn(from), until: instantIn(until) });
      }
      return read;
    }
    const answer = await get(path, query);
    const { rendered_schedule_entries: shifts } = understood(layered, answer.json()).schedule.final_schedule;
    const read: ForeignShift[] = [];
    for (const one of shifts)
      read.push({ role, names: await namesOf(one.user), from: instantIn(one.start), until: instantIn(one.end) });
    return read;
  }

  return (window) => (policy !== null ? ofPolicy(policy, window) : ofSchedule(schedule ?? "", window));
}

function understood<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new ScheduleTrouble("PagerDuty answered something else than it documents");
}
