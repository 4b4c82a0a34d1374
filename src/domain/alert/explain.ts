import { utcMinute } from "../../text/instant.ts";
import { elapsedInWords } from "../duration.ts";
import type { Signal } from "../events.ts";
import type { Fate } from "./fate.ts";
import type { Judgement } from "./rules.ts";
import type { Alert, AlertGroup } from "./state.ts";

/*
 * How an alert was read, grouped and decided, as sentences. How the rules were asked is told by the rules themselves
 * (`judge`). "Would" is for what has not happened.
 */

/** What was understood of a sender's message. */
export function readInWords(signal: Signal): string {
  const aside = signal.test
    ? " It comes from the sender's test button."
    : signal.unread === undefined
      ? ""
      : ` It could not be read: ${signal.unread.replace(/\.$/, "")}.`;
  return `Read as ${statusInWords(signal)}: ${signal.title}. It is the same alert whenever its identity is ${signal.identity}.${aside}`;
}

function statusInWords({ status, acknowledged, startedAt, endedAt }: Signal): string {
  const since = startedAt === null ? "" : ` since ${utcMinute(startedAt)}`;
  if (status === "resolved") {
    const at = endedAt === undefined ? "" : ` at ${utcMinute(endedAt)}`;
    return `resolved${at}${since === "" ? "" : `, after it fired${since}`}`;
  }
  if (acknowledged === undefined) return `firing${since}`;
  if (acknowledged === "given-back") return `firing${since}, and acknowledged by nobody any more`;
  return `firing${since}, and acknowledged at its sender${acknowledged.by === null ? "" : ` by ${acknowledged.by}`}`;
}

/**
 * What was sent, where it could not be read or nothing that was configured says how: its beginning, where it is long. Null =
 * it is not kept, because it was read.
 */
export function receivedWith({ received, unread, description }: Signal): string | null {
  if (unread === undefined) return received ?? null;
  // It is kept behind the reason (`unreadable`).
  const said = description?.startsWith(unread) ? description.slice(unread.length).trim() : "";
  return said === "" ? null : said;
}

/** What it belongs to, and why. */
export function groupInWords({ group, windowMs }: Judgement): string {
  return `Grouped by ${group.by}: ${group.about}. Alerts of this group join its open incident while the last one is less than ${elapsedInWords(windowMs)} old.`;
}

/** What would become of it by the rules alone: what is open now is not looked at. */
export function ruleInWords(signal: Signal, { rule, outcome, severity, page }: Judgement): string {
  if (outcome === "drop") return "It would be dropped.";
  if (outcome === "mark") return noted;
  if (signal.status === "resolved")
    return "Being resolved, it would tell the incident it belongs to, if any, and declare nothing.";
  if (!rule || outcome === "list" || severity === null) return "It would be listed, and nothing else.";
  const unless = "unless its group has an open incident to join";
  if (outcome === "propose") return `It would propose a ${severity}, with buttons, ${unless}.`;
  return `It would declare a ${severity}, ${unless}${page ? "; and page at any hour" : ""}.`;
}

/** How an alert stands, and what became of it. */
export function standingInWords(alert: Alert, group: AlertGroup | null, incident: string | null): string[] {
  const said: string[] = [];
  const times = alert.count === 1 ? "once" : `${alert.count} times`;
  const taken = alert.acknowledged?.by ? `; ${alert.acknowledged.by} took it at its sender` : "";
  const over = alert.resolvedBySilence ? ", because nothing was heard of it any more" : "";
  said.push(
    alert.status === "resolved"
      ? `It is resolved${alert.resolvedAt === null ? "" : ` since ${utcMinute(alert.resolvedAt)}`}${over}. It was told ${times}.`
      : `It is ${alert.status} since ${utcMinute(alert.firstAt)}; it was told ${times}, last at ${utcMinute(alert.lastAt)}${taken}.`,
  );
  if (alert.flapping)
    said.push("It flaps: nobody is told each time it begins and ends, until it has been quiet for a while.");
  if (alert.apart) said.push("A person took it out of the group it was in.");
  if (incident !== null) said.push(`It belongs to ${incident}.`);
  else if (alert.outcome === "propose" && group?.proposal) said.push(proposals[group.proposal.state]);
  else if (alert.muted)
    said.push(
      `It was muted by M${alert.muted.number}: its component was under maintenance. It is listed and counted, and nobody heard of it.`,
    );
  else said.push("It is listed, and nothing else came of it.");
  return said;
}

const proposals = {
  open: "An incident is proposed for its group, and nobody has answered yet.",
  declared: "An incident was proposed for its group, and declared.",
  dismissed: "An incident was proposed for its group, and a person said that it is none.",
  withdrawn: "An incident was proposed for its group, and withdrawn when all of it was over.",
};

/** What would become of it as things stand now. `incident` is the number of the one it belongs to. */
export function fateInWords({ what, severity, page }: Fate, incident: number | null): string {
  const one = incident === null ? "the incident or proposal of its group" : `incident #${incident}`;
  const wakes = page ? ", and page at any hour" : "";
  const words: Record<Fate["what"], string> = {
    declared: `As things stand, it would declare a ${severity}${wakes}.`,
    proposed: `As things stand, it would propose a ${severity}, with buttons.`,
    joined: `As things stand, it would join ${one}${wakes}.`,
    worse: `It fires already. As things stand, it would make more of that: a ${severity} in ${one}${wakes}.`,
    repeated: "It fires already: it would be counted, and nobody would hear of it.",
    listed: "As things stand, it would be listed, and nothing else.",
    muted: "As things stand, it would be listed as muted, and counted, and nobody would hear of it.",
    resolved:
      incident === null
        ? "It would be listed as resolved, and nothing else."
        : `It would tell incident #${incident} that it is resolved.`,
    dropped: "It would be dropped.",
    noted,
    late: "It would be recorded and not acted on: its sender made it before what is known already, or it is news of an alert that nobody knows.",
  };
  return words[what];
}

const noted = "It would be noted as an event for the rules that look for it; no alert comes of it.";
