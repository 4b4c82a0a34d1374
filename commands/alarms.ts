import { alertMark } from "../src/domain/alert/state.ts";
import type { Happening } from "../src/domain/events.ts";
import { headline } from "../src/domain/incident/view.ts";
import { type Answer, type Asked, defineCommand } from "../src/in/command.ts";
import { choice, severityWord } from "../src/in/fields.ts";
import { findIncident, maySee } from "../src/in/which.ts";
import { alertsByMark, loadGroup } from "../src/store/alerts.ts";
import { openIncidents } from "../src/store/incidents.ts";
import {
  type AlertBoard,
  type AlertHeap,
  alertBoard,
  alertHeaps,
  alertNoise,
  type ListedAlert,
} from "../src/store/read/alert-list.ts";
import { type Block, type Line, line } from "../src/text/card.ts";
import { utcClock, utcDate, utcMinute } from "../src/text/instant.ts";

/** How many alerts one message shows. */
const pageLength = 30;
/** How many groups are counted above them. */
const mostHeaps = 8;
/** How many incidents are offered to move alerts into. */
const mostOffered = 5;

const deeds = ["declare", "dismiss", "move", "detach", "merge", "noise", "all"] as const;

/** Shows the alerts, and takes what people do with them: answer a proposal, move, take out, merge. */
export default defineCommand({
  verb: "alarms",
  aliases: { alerts: "", alarm: "" },
  summary: "Shows the alerts; moves them, takes them out, merges their groups; answers what they propose.",
  usage: "alarms [move <alert> #<incident> | detach <alert> | merge <alert> <alert> | noise | all] [--page <number>]",
  examples: ["alarms", "alarms move a4f9k2 #12", "alarms detach a4f9k2", "alarms merge a4f9k2 a81xyz", "alarms noise"],
  where: "anywhere",
  permission: null,
  fields: {
    do: {
      ...choice("deed", deeds, "What to do"),
      position: "word" as const,
      input: "line" as const,
      hidden: true,
    },
    what: {
      read: (given: string) => given.trim(),
      label: "Alert or alert group",
      position: "word" as const,
      input: "line" as const,
      hidden: true,
    },
    into: {
      read: (given: string) => given.trim(),
      label: "Incident, or alert to merge with",
      position: "word" as const,
      fits: (word: string) => !/^sev/i.test(word),
      input: "line" as const,
      hidden: true,
    },
    severity: { ...severityWord, input: "line" as const, hidden: true },
    page: {
      read: (given: string) =>
        /^[1-9]\d{0,3}$/.test(given.trim()) ? Number(given) : { problem: "A page is a number, like `--page 2`." },
      label: "Page",
      input: "line" as const,
      hidden: true,
    },
  },
  check({ incident, actor }, { do: deed, what, into }) {
    if (deed === undefined || deed === "noise" || deed === "all") return [];
    if (!what) return [{ field: "what", message: "Say which alert or alert group; `alarms` shows them." }];
    if (deed === "merge" && !into) return [{ field: "into", message: "Say with which alert or alert group." }];
    if (deed === "move" && into !== undefined && numberIn(into) === null)
      return [{ field: "into", message: "Say which incident, like `#12`." }];
    // A person is shown the open incidents to choose from (`before`).
    if (deed === "move" && into === undefined && !incident && actor.kind !== "person")
      return [{ field: "into", message: "Say into which incident, like `#12`." }];
    return [];
  },
  async before(ctx, { do: deed, what = "", into }) {
    if (deed === "move" || deed === "detach" || deed === "merge") {
      for (const given of [what, deed === "merge" ? (into ?? "") : ""])
        if (await isOfHidden(given, ctx)) return `There is no alert or alert group ${given}. \`alarms\` shows them.`;
    }
    if (deed !== "move") return null;
    if (into === undefined) return ctx.incident ? null : whereTo(ctx, what);
    const number = numberIn(into) ?? 0;
    const found = await findIncident({ number }, ctx, ctx.store);
    return found === "unknown" ? `There is no incident #${number}. \`list\` shows the open incidents.` : null;
  },
  event({ actor: by, incident }, { do: deed, what, into, severity }): Happening | null {
    if (!what) return null;
    switch (deed) {
      case "declare":
      case "dismiss":
        return { type: "alert.proposal", group: what, answer: deed, severity, by };
      case "move":
        return { type: "alert.move", what, to: numberIn(into ?? "") ?? incident?.number ?? 0, by };
      case "detach":
        return { type: "alert.detach", what, by };
      case "merge":
        return into ? { type: "alert.merge", what, into, by } : null;
      default:
        return null;
    }
  },
  said({ now }, { do: deed, into }, { incident }) {
    switch (deed) {
      case "dismiss":
        return "Noted: this is no incident.";
      case "move":
        return `It belongs to #${numberIn(into ?? "") ?? incident?.number} now.`;
      case "detach":
        return "It belongs to no incident now. What it does later is decided anew.";
      case "merge":
        return "They are one group now.";
      default:
        return now ? `Declared ${headline(now)}.` : "Declared.";
    }
  },
  async answer(ctx, { do: deed, page = 1 }) {
    if (deed === "noise") return noise(ctx);
    const incident = deed === "all" ? null : (ctx.incident?.id ?? null);
    const offset = (page - 1) * pageLength;
    const board = await alertBoard(ctx.store.read, { incident, limit: pageLength, offset });
    const isHeap = page === 1 && board.firing > pageLength;
    const heaps = isHeap ? await alertHeaps(ctx.store.read, { incident, limit: mostHeaps }) : [];
    return boardCard(board, ctx, { page, all: incident === null, heaps });
  },
  async data(ctx, { do: deed }) {
    return deed === "noise" ? { noise: await alertNoise(ctx.store.read) } : null;
  },
});

function numberIn(text: string): number | null {
  return /^#?[1-9]\d{0,8}$/.test(text) ? Number(text.replace("#", "")) : null;
}

/** True when what is named belongs to an incident that does not exist for who asks. */
async function isOfHidden(given: string, ctx: Asked): Promise<boolean> {
  const mark = /^#?a([0-9a-z]{3,})$/i.exec(given)?.[1]?.toLowerCase();
  const alerts = mark ? await alertsByMark(ctx.store.read, mark, 5) : [];
  const group = given === "" ? null : await loadGroup(ctx.store.read, given.toLowerCase());
  const ids = new Set([group?.incident, ...alerts.map(({ incident }) => incident)]);
  for (const id of ids) if (id && (await findIncident({ id }, ctx, ctx.store)) === "unknown") return true;
  return false;
}

async function whereTo(ctx: Asked, what: string): Promise<Answer> {
  const open = (await openIncidents(ctx.store.read, 50)).filter((incident) => maySee(incident, ctx));
  if (open.length === 0) return "No incident is open to put it into.";
  const buttons = open.slice(0, mostOffered).map((incident) => ({
    label: headline(incident),
    verb: "alarms",
    words: `move ${what} #${incident.number}`,
  }));
  const more = open.length > mostOffered ? ` Others by number: \`${ctx.terms.command} alarms move ${what} #12\`.` : "";
  const said = "Into which incident?";
  return {
    summary: said,
    blocks: [
      { type: "text", line: said + more },
      { type: "buttons", buttons },
    ],
  };
}

async function noise(ctx: Asked): Promise<Answer> {
  const rules = await alertNoise(ctx.store.read);
  if (rules.length === 0) return "Nothing that a rule proposed was said to be no incident.";
  const said = "Said to be no incident, by rule";
  const items = rules.slice(0, pageLength).map(({ rule, dismissed, alerts, lastAt }): Line => {
    const times = dismissed === 1 ? "once" : `${dismissed} times`;
    return line`${{ bold: rule || "no rule" }}: ${times}, ${alerts} ${alerts === 1 ? "alert" : "alerts"}, last ${utcMinute(lastAt)}`;
  });
  return {
    summary: said,
    blocks: [
      { type: "text", line: `${said}:` },
      { type: "list", items },
    ],
  };
}

function boardCard(
  board: AlertBoard,
  ctx: Asked,
  { page, all, heaps }: { page: number; all: boolean; heaps: AlertHeap[] },
): Answer {
  const { firing, unknown, calming, items } = board;
  const total = firing + unknown + calming;
  const where = all ? "" : ` of #${ctx.incident?.number}`;
  if (total === 0) return all ? "No alert is firing." : `No alert${where} is firing. \`alarms all\` shows every alert.`;
  if (items.length === 0) return `There are ${Math.ceil(total / pageLength)} pages.`;
  const counts: [number, string, string][] = [
    [firing, "fires", "fire"],
    [unknown, "is unknown", "are unknown"],
    [calming, "flaps", "flap"],
  ];
  const said = counts
    .filter(([count]) => count > 0)
    .map(
      ([count, one, many], at) =>
        `${count}${at > 0 ? "" : count === 1 ? ` alert${where}` : ` alerts${where}`} ${count === 1 ? one : many}`,
    )
    .join(", ");
  const pages = Math.ceil(total / pageLength);
  const words = `${all ? "all " : `#${ctx.incident?.number} `}--page ${page + 1}`;
  const rest: Block[] = [];
  if (pages > 1) rest.push({ type: "note", line: `Page ${page} of ${pages}.` });
  if (page < pages) rest.push({ type: "buttons", buttons: [{ label: "Show more", verb: "alarms", words }] });
  // Hundreds of one outage are read as one line; each by itself stands below.
  const counted: Block[] =
    heaps.length === 0
      ? []
      : [
          { type: "list", items: heaps.map((heap) => heapOf(heap, ctx, all)) },
          { type: "text", line: "One by one, the latest first:" },
        ];
  return {
    summary: said,
    blocks: [
      { type: "text", line: `${said}:` },
      ...counted,
      { type: "list", items: items.map((one) => itemOf(one, ctx, all)) },
      ...rest,
    ],
  };
}

function heapOf({ count, like }: AlertHeap, ctx: Asked, all: boolean): Line {
  if (isHidden(like, ctx)) return line`${count} of a private matter`;
  const belongs = all && like.incidentNumber !== null ? ` · #${like.incidentNumber}` : "";
  return line`${count} like ${{ bold: like.alert.title }}${belongs}`;
}

function isHidden({ alert, private: hidden }: ListedAlert, { actor, incident }: Asked): boolean {
  const isTheirs = actor.kind !== "person" || (incident !== null && incident.id === alert.incident);
  return hidden && !isTheirs;
}

function itemOf(listed: ListedAlert, ctx: Asked, all: boolean): Line {
  const { alert, incidentNumber } = listed;
  const mark = { code: alertMark(alert) };
  if (isHidden(listed, ctx)) return line`${mark} a private matter`;
  const since = `since ${whenOf(alert.firstAt, ctx.now)}`;
  // Its title says what it is, and from whom.
  if (alert.unread !== null) return line`${mark} ${{ bold: alert.title }} · ${since} · ${alert.unread}`;
  const marks = [
    alert.status === "unknown" ? `unknown since ${whenOf(alert.lastAt, ctx.now)}` : "",
    alert.flapping ? "flapping" : "",
    alert.acknowledged ? `acknowledged${alert.acknowledged.by ? ` by ${alert.acknowledged.by}` : ""}` : "",
    alert.test ? "test" : "",
    isUnmapped(alert) ? "unmapped" : "",
    alert.muted ? `muted by M${alert.muted.number}` : "",
    all && incidentNumber !== null ? `#${incidentNumber}` : "",
  ].filter((mark) => mark !== "");
  const more = marks.map((mark) => ` · ${mark}`).join("");
  return line`${mark} ${{ bold: alert.title }}${whereOf(alert)} · ${alert.source} · ${since}${more}`;
}

/** True when nobody said how its sender's identity is found, and it had none under the usual names. */
function isUnmapped({ source, labels }: ListedAlert["alert"]): boolean {
  return source === "generic" && labels.unmapped === "true";
}

/** What tells it from others of its title: in a storm there are hundreds of those. */
function whereOf({ title, labels }: ListedAlert["alert"]): string {
  const place = ["instance", "host", "pod"].map((name) => labels[name]).find((value) => value !== undefined);
  return place === undefined || title.includes(place) ? "" : ` · ${place}`;
}

/** The time of day, with its date where that is not today's. */
function whenOf(at: number, now: number): string {
  return utcDate(at) === utcDate(now) ? utcClock(at) : utcMinute(at);
}
