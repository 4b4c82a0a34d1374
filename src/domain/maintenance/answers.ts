import { type Block, bold, type Card, code, type Line, line } from "../../text/card.ts";
import { inWords, utcMinute } from "../../text/instant.ts";
import { warningBlocks } from "../publishing/preview.ts";
import type { Terms } from "../terms.ts";
import type { Maintenance } from "./state.ts";
import { headlineOf, nameOf, standingOf } from "./view.ts";
import { isTold } from "./wording.ts";

/** The answer to who did something to a maintenance, with advice on the words of what was published. */
export function saidOf(maintenance: Maintenance, terms: Pick<Terms, "components" | "command">): Card {
  const { stage, window, updates } = maintenance;
  const head = line`${bold(headlineOf(maintenance))}: ${standingOf(maintenance)}.`;
  const next: Line =
    stage === "SCHEDULED"
      ? line` It starts and completes by itself; ${code(`${terms.command} maintenance cancel ${nameOf(maintenance)}`)} calls it off.`
      : stage === "IN_PROGRESS"
        ? ` It completes by itself at ${utcMinute(window.endsAt)}.`
        : "";
  const text = updates.at(-1)?.text;
  const published = isTold(maintenance, terms) && text !== undefined;
  const blocks: Block[] = [
    { type: "text", line: line`${head}${next}${lasting(maintenance)}` },
    ...(published
      ? [
          { type: "note", line: "Published:" } as const,
          { type: "quote", text } as const,
          ...warningBlocks({ text, stage: "SCHEDULED" }, "Advice for the next one:"),
        ]
      : [{ type: "note", line: "Only internal components: nothing of it is public." } as const]),
  ];
  return { summary: `${headlineOf(maintenance)}: ${standingOf(maintenance)}`, blocks };
}

/** A window beyond this is more often a slip than meant, ms. */
const longMs = 24 * 60 * 60_000;

/** Of a long window what it costs: for as long as it runs nobody is woken for its components. */
function lasting({ stage, window }: Maintenance): string {
  const ms = window.endsAt - window.startsAt;
  if ((stage !== "SCHEDULED" && stage !== "IN_PROGRESS") || ms <= longMs) return "";
  return ` It lasts ${inWords(ms)}, and alerts of its components wake nobody for all of that.`;
}

/** What became of it, and why it is where it is. */
export function whyCard(
  maintenance: Maintenance,
  muted: { alerts: number; firing: number },
  { maintenance: { noticeMs }, components }: Pick<Terms, "maintenance" | "components">,
): Card {
  const { window, createdAt, shortNotice, history = [], series } = maintenance;
  const title = `${headlineOf(maintenance)}: ${standingOf(maintenance)}`;
  const ahead = inWords(Math.max(0, window.startsAt - createdAt));
  const notice = !isTold(maintenance, { components })
    ? "It concerns internal components alone: nothing of it is public, so it needs no notice. Alerts of its components are muted while it runs."
    : shortNotice
      ? `It came on short notice, which its notices say: ${shortNotice.by.name} answers for that, because ${shortNotice.why}.`
      : `It was first announced ${ahead} ahead; ${inWords(noticeMs)} are asked for.`;
  const items: Line[] = [
    notice,
    ...(series === null ? [] : [`It was made by the recurring window ${series}.`]),
    `Alerts of its components are muted from its start to its end: ${mutedInWords(muted)}.`,
    ...history.map(({ at, text }): Line => `${utcMinute(at)} ${text}.`),
  ];
  return {
    summary: title,
    blocks: [
      { type: "text", line: bold(title) },
      { type: "list", items },
    ],
  };
}

function mutedInWords({ alerts, firing }: { alerts: number; firing: number }): string {
  if (alerts === 0) return "none so far";
  return `${alerts} so far${firing > 0 ? `, ${firing} still firing` : ""}`;
}

/** What is scheduled and under way, then what was of late. */
export function listCard(
  ahead: readonly Maintenance[],
  past: readonly Maintenance[],
  muted: ReadonlyMap<string, { alerts: number; firing: number }>,
): Card {
  const item = (one: Maintenance): Line => {
    const { alerts = 0, firing = 0 } = muted.get(one.id) ?? {};
    const hushed =
      alerts === 0
        ? ""
        : ` · ${alerts} ${alerts === 1 ? "alert" : "alerts"} muted${firing > 0 ? `, ${firing} firing` : ""}`;
    return line`${bold(headlineOf(one))} · ${standingOf(one)} · ${one.components.join(", ")}${hushed}`;
  };
  const title = ahead.length === 0 ? "No maintenance is scheduled" : `${ahead.length} scheduled or under way`;
  const blocks: Block[] = [
    { type: "text", line: bold(title) },
    ...(ahead.length > 0 ? [{ type: "list", items: ahead.map(item) } as const] : []),
    ...(past.length > 0
      ? [{ type: "note", line: "Of late:" } as const, { type: "list", items: past.map(item) } as const]
      : []),
    {
      type: "buttons",
      buttons: [{ label: "Schedule maintenance", verb: "maintenance", words: "schedule" }],
    },
  ];
  return { summary: title, blocks };
}
