import type { Instant } from "../../base/clock.ts";
import { type Block, bold, type Card, type Line, line, person } from "../../text/card.ts";
import { inWords, utcMinute } from "../../text/instant.ts";
import { named } from "../incident/view.ts";
import { heldAt, onCallAt, type Rota } from "../rota.ts";
import { type Gap, gapsOf } from "./gaps.ts";
import type { RotaRole } from "./layers.ts";
import { rotaRoles } from "./layers.ts";
import { spansOf } from "./spans.ts";

/** How far ahead is looked for who is next, and for gaps, ms. */
const lookAheadMs = 14 * 24 * 60 * 60_000;

/** Who has a place now and next, for people and programs alike. */
interface Standing {
  role: RotaRole;
  people: string[];
  /** What says so, in words. */
  from: string;
  /** Null = for the next two weeks at least. */
  until: Instant | null;
  next: string[];
}

function standingOf(rota: Rota, role: RotaRole, at: Instant): Standing {
  const { people, by } = heldAt(rota, role, at);
  const [now, next] = spansOf(rota, role, at, at + lookAheadMs);
  return { role, people, from: wordsFor(by, at), until: next ? (now?.until ?? null) : null, next: next?.people ?? [] };
}

function wordsFor(by: ReturnType<typeof heldAt>["by"], at: Instant): string {
  if (by.kind === "override") return `override ${by.override.number} by ${by.override.by.name}`;
  if (by.kind !== "schedule") return "sitrep.yml";
  const { name, kept, copy } = by.schedule;
  return `schedule "${name}", ${kept}, read ${agoOf(copy?.readAt ?? null, at)}`;
}

function agoOf(readAt: Instant | null, at: Instant): string {
  return readAt === null ? "never" : `${inWords(at - readAt)} ago`;
}

/** Who is on call, until when, who is next, and what is odd about it. */
export function rotaCard(rota: Rota, at: Instant): Card {
  const standings = rotaRoles.map((role) => standingOf(rota, role, at));
  const lines: Line[] = standings.map((one): Line => {
    const who: Line = one.people.length > 0 ? names(one.people) : { italic: "nobody" };
    const place = one.role === "primary" ? "Primary" : "Secondary";
    const until: Line =
      one.until === null
        ? ""
        : line` until ${utcMinute(one.until)}, then ${one.next.length > 0 ? names(one.next) : { italic: "nobody" }}`;
    return line`${bold(place)}: ${who}${until}${one.people.length > 0 ? ` (${one.from})` : ""}`;
  });
  if (rota.escalation.length > 0) lines.push(line`${bold("Then")}: ${names(rota.escalation)}`);
  const coming = (rota.overrides ?? []).filter(({ until }) => until > at);
  const overrides = coming.map(
    (one): Line =>
      line`Override ${one.number}: ${person(one.person)} is ${one.role} from ${utcMinute(one.from)} until ${utcMinute(one.until)}, by ${named(one.by)}`,
  );
  const blocks: Block[] = [
    { type: "list", items: lines },
    ...(overrides.length > 0 ? [{ type: "list" as const, items: overrides }] : []),
    ...warnings(rota, at).map((words): Block => ({ type: "note", line: `⚠️ ${words}` })),
  ];
  return { summary: "Who is on call", blocks };
}

/** What cannot be relied on, as sentences. */
function warnings(rota: Rota, at: Instant): string[] {
  const { notes = [] } = onCallAt(rota, at);
  const schedules = (rota.schedules ?? []).flatMap(({ name, copy }) => [
    ...(copy?.error ? [`Schedule "${name}": ${copy.error}. Its copy was read ${agoOf(copy.readAt, at)}.`] : []),
    ...(copy && copy.strangers.length > 0
      ? [
          `Schedule "${name}" names ${copy.strangers.join(", ")}, and nobody in Slack is known for that. Add them to rota.people.`,
        ]
      : []),
  ]);
  const gaps = gapsOf(rota, at, at + lookAheadMs);
  return [
    ...new Set(notes.map(({ says }) => `${says}.`)),
    ...schedules,
    // The first of each: whoever mends that looks again.
    ...gaps
      .filter(({ kind }) => kind === "nobody")
      .slice(0, 1)
      .map((gap) => `Nobody is primary ${spanOf(gap, at)}.`),
    ...gaps
      .filter(({ kind }) => kind === "same-person")
      .slice(0, 1)
      .map(
        (gap) =>
          `The same person is primary and secondary ${spanOf(gap, at)}: a page that is not acknowledged reaches nobody else before the escalation list.`,
      ),
  ];
}

function spanOf({ from, until }: Gap, at: Instant): string {
  return `from ${utcMinute(from)}${until < at + lookAheadMs ? ` until ${utcMinute(until)}` : ""}`;
}

/** The same as data. */
export function rotaData(rota: Rota, at: Instant) {
  const time = (instant: Instant | null) => instant && new Date(instant).toISOString();
  const place = (role: RotaRole) => {
    const { people, from, until, next } = standingOf(rota, role, at);
    return { people, source: from, until: time(until), next };
  };
  return {
    primary: place("primary"),
    secondary: place("secondary"),
    escalation: rota.escalation,
    overrides: (rota.overrides ?? [])
      .filter(({ until }) => until > at)
      .map((one) => ({
        id: one.number,
        role: one.role,
        person: one.person,
        from: time(one.from),
        until: time(one.until),
        by: one.by.name,
      })),
    schedules: (rota.schedules ?? []).map(({ name, kept, copy }) => ({
      name,
      kept_in: kept,
      read_at: time(copy?.readAt ?? null),
      error: copy?.error ?? null,
      unknown_people: copy?.strangers ?? [],
    })),
    warnings: warnings(rota, at),
  };
}

function names(ids: string[]): Line {
  return ids.flatMap((id, index) => [index === 0 ? "" : ", ", person(id)]).filter((span) => span !== "");
}
