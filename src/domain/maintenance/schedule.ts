import type { Instant } from "../../base/clock.ts";
import { inHours, utcMinute } from "../../text/instant.ts";
import { type Decided, decided, isRefusal } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { unknownComponent } from "../incident/component.ts";
import { mostTitleCharacters } from "../incident/declare.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { remembered } from "./history.ts";
import { unreminded } from "./on-time.ts";
import type { Maintenance, Window } from "./state.ts";
import { isTold, type Others, told } from "./wording.ts";

/** Announces a maintenance. Less notice than is promised is refused, unless somebody takes that on themselves and says why. */
export function schedule(
  event: EventOf<"maintenance.schedule">,
  number: number,
  others: Others,
  terms: Terms,
): Decided<Maintenance> {
  const { plan, by, at, shortNotice } = event;
  const what = plan.what.replace(/\s+/gu, " ").trim();
  const components = [...new Set(plan.components)];
  const missing = [...(what === "" ? ["what"] : []), ...(components.length === 0 ? ["components"] : [])];
  if (missing.length > 0) return refuse("missing-fields", { fields: missing, stage: "SCHEDULED" });
  const length = [...what].length;
  if (length > mostTitleCharacters) return refuse("title-too-long", { length, most: mostTitleCharacters });
  const no = unknownComponent(components, terms) ?? refusedWindow(plan.window, at);
  if (no) return no;

  const planned: Maintenance = {
    id: event.maintenance,
    number,
    what,
    components,
    impact: plan.impact,
    window: plan.window,
    stage: "SCHEDULED",
    shortNotice: null,
    series: plan.series ?? null,
    createdAt: at,
    createdBy: by,
    startedAt: null,
    endedAt: null,
    updates: [],
    reminded: [],
    providers: {},
    version: 0,
  };
  const noticed = onNotice(planned, plan.window.startsAt, event, terms);
  if (isRefusal(noticed)) return noticed;
  const now = told(unreminded(noticed, at, terms), { news: "scheduled", text: plan.text }, event, others, terms);
  if (isRefusal(now)) return now;
  const short = now.shortNotice ? `, on short notice: ${shortNotice}` : "";
  const said = `${by.name} scheduled it for ${spanOf(plan.window)}${short}`;
  return decided(remembered(now, { at, by, text: said }));
}

/** `2026-11-24T02:00Z to 2026-11-24T03:00Z` */
export function spanOf({ startsAt, endsAt }: Window): string {
  return `${utcMinute(startsAt)} to ${utcMinute(endsAt)}`;
}

/** Why a window cannot be, or null. */
export function refusedWindow({ startsAt, endsAt }: Window, at: Instant): Refusal | null {
  if (startsAt < at) return refuse("in-the-past", { field: "starts_at" });
  return endsAt <= startsAt ? refuse("ends-before-it-begins", { field: "ends_at" }) : null;
}

/**
 * The maintenance with its short notice on it, where the public hears of work at `from` later than the notice period asks
 * for; refused when nobody answers for that. What the public does not hear of needs no notice.
 */
export function onNotice(
  now: Maintenance,
  from: Instant,
  { at, by, shortNotice }: Pick<EventOf<"maintenance.schedule">, "at" | "by" | "shortNotice">,
  terms: Terms,
): Maintenance | Refusal {
  const { noticeMs } = terms.maintenance;
  if (!isTold(now, terms) || from - at >= noticeMs) return now;
  if (shortNotice?.trim()) return { ...now, shortNotice: { why: shortNotice.trim(), by } };
  return refuse("short-notice", {
    notice: inHours(noticeMs),
    ahead: inHours(from - at),
    earliest: utcMinute(at + noticeMs + 59_999),
  });
}
