import type { Instant } from "../base/clock.ts";
import { gapsOf } from "../domain/rota/gaps.ts";
import type { RotaRole } from "../domain/rota/layers.ts";
import { onTheWall } from "../domain/rota/wall-clock.ts";
import { everyoneIn, type Rota } from "../domain/rota.ts";

/* What `sitrep check` says of who is on call. */

interface Finding {
  setting: string;
  finding: string;
}

/** What is odd about who is on call. */
export function rotaFindings(given: Rota, local: { names: string[] | null } | null): Finding[] {
  const { primary, secondary, escalation, layers = [], schedules = [] } = given;
  const fills = (role: RotaRole) =>
    given[role] !== null ||
    layers.some((one) => one.role === role) ||
    schedules.some(({ roles }) => roles.includes(role));
  if (!fills("primary") && !fills("secondary") && escalation.length === 0)
    return [
      { setting: "rota.primary", finding: "Nobody is on call: pages reach nobody. Name a primary and a secondary." },
    ];
  const found: Finding[] = [];
  if (!fills("secondary") && escalation.length === 0)
    found.push({
      setting: "rota.secondary",
      finding: "There is no secondary: a page that is not acknowledged goes no further.",
    });
  if (primary !== null && primary === secondary && layers.length + schedules.length === 0)
    found.push({
      setting: "rota.secondary",
      finding: `It is ${primary} again: a page that is not acknowledged reaches the same person.`,
    });
  if (
    schedules.length > 0 &&
    primary === null &&
    escalation.length === 0 &&
    !layers.some(({ role }) => role === "primary")
  )
    found.push({
      setting: "rota.primary",
      finding:
        "Nobody is paged when the schedule elsewhere names nobody, or was never read. Name a primary or an escalation list as the fallback.",
    });
  return [...found, ...unknownPeople(given, local)];
}

function unknownPeople(given: Rota, local: { names: string[] | null } | null): Finding[] {
  const everyone = everyoneIn(given);
  const unidentified = everyone.filter((name) => !/^[UW][A-Z0-9]{6,}$/.test(name));
  if (!local && unidentified.length > 0)
    return [
      {
        setting: "rota",
        finding: `${unidentified.join(", ")} is looked up by name, and names change. Use Slack user ids (a profile's menu, "Copy member ID").`,
      },
    ];
  const strangers = unidentified.filter((name) => local?.names && !local.names.includes(name));
  if (strangers.length === 0) return [];
  return [
    { setting: "rota", finding: `${strangers.join(", ")} is nobody in the local workspace, so a page to them fails.` },
  ];
}

const weekMs = 7 * 24 * 60 * 60_000;
/** How far `sitrep check` looks ahead, ms. */
const lookAheadMs = 4 * weekMs;
/** The most gaps that are told; who has more has another plan to make. */
const mostGaps = 10;

/**
 * The gaps of the coming four weeks, in the zone of the rota. What a schedule elsewhere says is not known here: a place that one
 * fills is not looked at.
 */
export function rotaGaps(given: Rota, zone: string, now: Instant): Finding[] {
  const { layers = [], schedules = [] } = given;
  if (layers.length === 0 || schedules.some(({ roles }) => roles.includes("primary"))) return [];
  const gaps = gapsOf(given, now, now + lookAheadMs).filter(
    ({ kind }) => kind === "nobody" || !schedules.some(({ roles }) => roles.includes("secondary")),
  );
  const when = (at: Instant) => onTheWall(given.zone ?? zone, at);
  const found = gaps.slice(0, mostGaps).map(({ kind, from, until, people }): Finding => {
    const span = `from ${when(from)} until ${until >= now + lookAheadMs ? "the end of the four weeks looked at" : when(until)}`;
    return {
      setting: "rota.layers",
      finding:
        kind === "nobody"
          ? `Nobody is primary ${span}. A page then goes to the secondary, then to the escalation list.`
          : `${people.join(", ")} is both primary and secondary ${span}: a page that is not acknowledged reaches the same person.`,
    };
  });
  const left = gaps.length - found.length;
  return left > 0 ? [...found, { setting: "rota.layers", finding: `There are ${left} more gaps like these.` }] : found;
}
