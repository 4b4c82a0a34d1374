import type { EntryKind } from "../../../src/domain/decision.ts";
import type { Deed, Sent } from "../memory.ts";
import { type Check, check, countBy, type Kept, type Scene } from "./scene.ts";

/** How long an identical body is a redelivery (decisions.md 1). */
const redeliveryMs = 60_000;

/** Every webhook that was answered is in the store, counted once. */
export function webhooks({ memory, signals, alerts }: Scene): Check[] {
  const taken = countBy(signals, ({ body }) => /"(zq\d+x)"/.exec(body)?.[1]);
  const wrongWith = (sent: Sent): string | null => {
    const count = taken.get(sent.mark) ?? 0;
    const most = sent.tookMs < redeliveryMs ? 1 : sent.attempts;
    if (count === 0 && sent.answered)
      return `lost: the ${sent.status} of ${sent.identity} (${sent.mark}) was answered with success`;
    if (count > most)
      return `doubled: the ${sent.status} of ${sent.identity} (${sent.mark}) is there ${count} times, sent ${sent.attempts} times within ${sent.tookMs} ms`;
    return null;
  };
  const told = countBy(signals, ({ alert }) => alert);
  const sent = countBy(memory.sent, ({ identity }) => identity);
  return [
    check("webhooks answered, each stored once", memory.sent, wrongWith),
    check("alerts, each counting what was told of it", alerts, ({ identity, count }) => {
      if (!sent.has(identity)) return `nobody sent the alert ${identity}`;
      const times = told.get(identity) ?? 0;
      return count === times ? null : `the alert ${identity} counts ${count}, and ${times} messages are in the store`;
    }),
  ];
}

/** The entry a verb leaves that bears its mark. */
const bears: Partial<Record<Deed["verb"], EntryKind>> = { note: "note", severity: "severity", mitigated: "mitigated" };

/** Every deed that was answered with success is on the record exactly once; what was not, at most once. */
export function deeds({ memory, incidents }: Scene): Check[] {
  const byMark = Map.groupBy(incidents, ({ incident }) => /zq\d+x$/.exec(incident.title)?.[0] ?? incident.id);
  const done = memory.deeds.filter(({ outcome }) => outcome === "done");
  const wrongWith = (deed: Deed): string | null => {
    const count = countOf(deed, byMark.get(deed.incident) ?? []);
    const what = `${deed.verb} by ${deed.door} (${deed.mark}, ${deed.outcome}: ${deed.said ?? ""})`;
    if (count === 0 && isPromised(deed)) return `lost: ${what}`;
    return count > 1 ? `doubled: ${what} is there ${count} times` : null;
  };
  return [
    check("deeds answered with success, each on the record once", done, wrongWith),
    check(
      "deeds without an answer, none on the record twice",
      memory.deeds.filter(({ outcome }) => outcome !== "done"),
      wrongWith,
    ),
  ];
}

/** A note is never refused: once Slack has heard that we have it, it will be there. */
function isPromised({ outcome, verb }: Deed): boolean {
  return outcome === "done" || (outcome === "taken" && (verb === "note" || verb === "declare"));
}

function countOf({ verb, mark }: Deed, named: Kept[]): number {
  if (verb === "declare") return named.length;
  return named.reduce((sum, kept) => sum + evidence(verb, mark, kept), 0);
}

function evidence(verb: Deed["verb"], mark: string, { timeline, updates }: Kept): number {
  if (verb === "ack") return timeline.filter(({ kind }) => kind === "acknowledged").length;
  if (verb === "resolve") return timeline.filter(({ kind }) => kind === "resolved").length;
  const kind = bears[verb];
  if (kind) return timeline.filter((entry) => entry.kind === kind && entry.text.includes(mark)).length;
  return updates.filter(({ text }) => text.includes(mark)).length;
}
