import { z } from "zod";
import type { Http } from "../../base/http.ts";
import type { Secret } from "../../base/secret.ts";
import type { RotaRole } from "../../domain/rota/layers.ts";
import { asked, type ForeignShift, instantIn, type ScheduleReader, ScheduleTrouble } from "../schedule.ts";

const somebody = z.object({ id: z.string().nullish(), name: z.string().nullish(), type: z.string().nullish() });

const timeline = z.object({
  finalTimeline: z.object({
    rotations: z.array(
      z.object({
        periods: z
          .array(
            z.object({
              startDate: z.string(),
              endDate: z.string(),
              recipient: somebody.nullish(),
              responder: somebody.nullish(),
            }),
          )
          .nullish(),
      }),
    ),
  }),
});
/** Opsgenie wraps its answers, Jira Service Management does not. */
const answered = z.union([z.object({ data: timeline }).transform(({ data }) => data), timeline]);

const nowOnCall = z.object({
  onCallRecipients: z.array(z.string()).nullish(),
  onCallUsers: z.array(z.string()).nullish(),
  onCallParticipants: z.array(somebody).nullish(),
});
const answeredNow = z.union([z.object({ data: nowOnCall }).transform(({ data }) => data), nowOnCall]);

/** How long "on call now" holds where the schedule shows no more than that, ms: long enough for some polls to fail. */
const nowHoldsMs = 60 * 60_000;

/** A schedule of Opsgenie, by id or name. */
export function opsgenieSchedule(given: {
  http: Http;
  url: string;
  token: Secret;
  schedule: string;
  role: RotaRole;
}): ScheduleReader {
  const { http, url, token, schedule, role } = given;
  const kind = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(schedule) ? "id" : "name";
  return reader({
    http,
    role,
    base: `${url}/v2/schedules/${encodeURIComponent(schedule)}`,
    authorization: `GenieKey ${token.reveal()}`,
    which: { timeline: { identifierType: kind }, now: { scheduleIdentifierType: kind } },
  });
}

/** A schedule of Jira Service Management, by id. People are Atlassian account ids there. */
export function jsmSchedule(given: {
  http: Http;
  url: string;
  token: Secret;
  email: string;
  cloudId: string;
  schedule: string;
  role: RotaRole;
}): ScheduleReader {
  const { http, url, token, email, cloudId, schedule, role } = given;
  return reader({
    http,
    role,
    base: `${url}/jsm/ops/api/${encodeURIComponent(cloudId)}/v1/schedules/${encodeURIComponent(schedule)}`,
    authorization: `Basic ${Buffer.from(`${email}:${token.reveal()}`).toString("base64")}`,
    which: { timeline: {}, now: {} },
  });
}

interface Reading {
  http: Http;
  role: RotaRole;
  base: string;
  authorization: string;
  which: { timeline: Record<string, string>; now: Record<string, string> };
}

/** The timeline says who is on call for weeks ahead. Where it is not open to us, who is on call now is all there is. */
function reader({ http, role, base, authorization, which }: Reading): ScheduleReader {
  const get = (path: string, query: Record<string, string>, others: number[] = []) =>
    asked(
      http,
      { method: "GET", url: `${base}/${path}?${new URLSearchParams(query)}`, headers: { authorization } },
      others,
    );

  return async ({ now, from, until }) => {
    const date = new Date(from).toISOString();
    const answer = await get("timeline", { ...which.timeline, interval: "3", intervalUnit: "weeks", date }, [404, 405]);
    if (answer.status < 400) {
      const read = answered.safeParse(answer.json());
      if (!read.success) throw strange();
      return read.data.finalTimeline.rotations
        .flatMap(({ periods }) => periods ?? [])
        .map(({ startDate, endDate, recipient, responder }): ForeignShift => {
          const names = namesOf(recipient ?? responder ?? {});
          return { role, names, from: instantIn(startDate), until: instantIn(endDate) };
        })
        .filter((shift) => shift.names.length > 0 && shift.from < until && shift.until > from);
    }
    const flat = await get("on-calls", { ...which.now, flat: "true" });
    const read = answeredNow.safeParse(flat.json());
    if (!read.success) throw strange();
    const { onCallRecipients, onCallUsers, onCallParticipants } = read.data;
    const people = [...(onCallRecipients ?? []), ...(onCallUsers ?? [])].map((name) => [name]);
    return [...people, ...(onCallParticipants ?? []).map(namesOf)]
      .filter((names) => names.length > 0)
      .map((names): ForeignShift => ({ role, names, from: now, until: now + nowHoldsMs }));
  };
}

function namesOf({ id, name, type }: z.infer<typeof somebody>): string[] {
  if (type === "none") return [];
  return [name, id].filter((one): one is string => typeof one === "string" && one !== "");
}

function strange(): ScheduleTrouble {
  return new ScheduleTrouble("the schedule answered something else than is documented");
}
