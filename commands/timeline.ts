import { headline } from "../src/domain/incident/view.ts";
import { defineCommand } from "../src/in/command.ts";
import { entryNumber, moment, rest } from "../src/in/fields.ts";
import { withNames } from "../src/store/people.ts";
import { readTimeline, type TimelineEntry } from "../src/store/timeline.ts";
import type { Card } from "../src/text/card.ts";
import { utcDate, utcTime } from "../src/text/instant.ts";

/** Shows what happened, or corrects an entry: hides it, rewords it, or moves it to its time. The original is kept. */
export default defineCommand({
  verb: "timeline",
  aliases: { history: "" },
  keywords: ["hide", "edit"],
  summary: "Shows what happened, or corrects an entry; the original is kept.",
  usage: "timeline [hide <entry> | edit <entry> <text> [--at <time>]]",
  examples: ["timeline", "timeline hide 7", 'timeline edit 7 the proxy was restarted --at "10m ago"'],
  where: "incident",
  permission: null,
  fields: {
    hide: { ...entryNumber, label: "Entry to hide" },
    edit: { ...entryNumber, label: "Entry to correct" },
    at: { ...moment, label: "When it happened" },
    text: { ...rest, label: "New words" },
  },
  check(_ctx, { hide, edit, at, text }) {
    const corrects = at !== undefined || (text !== undefined && text !== "");
    if (hide !== undefined && edit !== undefined)
      return [{ field: "hide", message: "An entry is either hidden or corrected." }];
    if (hide !== undefined && corrects)
      return [{ field: "hide", message: "A hidden entry takes no words and no time." }];
    if (edit !== undefined && !corrects)
      return [{ field: "text", message: "Say the new words, or the time with `--at`." }];
    if (edit === undefined && hide === undefined && corrects)
      return [{ field: "edit", message: "Say which entry: `timeline edit 3 <text>`." }];
    return [];
  },
  event({ incident, actor }, { hide, edit, at, text }) {
    const entry = hide ?? edit;
    if (entry === undefined) return null;
    return {
      type: "incident.amend",
      incident: incident.id,
      by: actor,
      entry,
      hide: hide !== undefined,
      text: text || undefined,
      happenedAt: at,
    };
  },
  said: (_done, { hide, edit }) =>
    hide === undefined
      ? `Entry ${edit} is corrected; the original is kept.`
      : `Entry ${hide} is hidden; the original is kept.`,
  async answer({ incident, store }) {
    const entries = await readTimeline(store.read, incident.id);
    const named = await withNames(
      store.read,
      entries.map(({ text }) => text),
    );
    return timelineCard(
      headline(incident),
      entries.map((entry, index) => ({ ...entry, text: named[index] ?? entry.text })),
    );
  },
  data: async ({ incident, store }) =>
    (await readTimeline(store.read, incident.id)).map(({ number, at, kind, text, by }) => ({
      id: number,
      at: new Date(at).toISOString(),
      kind,
      text,
      by: by.name,
    })),
});

/** The newest entries, as many as one message bears. */
const mostShown = 60;

function timelineCard(title: string, entries: TimelineEntry[]): Card {
  const inOrder = entries.toSorted((a, b) => a.at - b.at || a.number - b.number);
  const shown = inOrder.slice(-mostShown);
  const lines: string[] = [];
  let day = "";
  for (const entry of shown) {
    if (utcDate(entry.at) !== day) {
      day = utcDate(entry.at);
      lines.push(`${day}, UTC`);
    }
    lines.push(
      `${utcTime(entry.at)}  ${String(entry.number).padStart(3)}  ${entry.text}${entry.correctedBy === null ? "" : " (corrected)"}`,
    );
  }
  const left = inOrder.length - shown.length;
  return {
    summary: `Timeline of ${title}`,
    blocks: [
      { type: "text", line: { bold: `Timeline of ${title}` } },
      ...(left > 0
        ? [
            {
              type: "note",
              line: `${left} earlier ${left === 1 ? "entry is" : "entries are"} not shown here.`,
            } as const,
          ]
        : []),
      { type: "code", text: lines.join("\n") || "Nothing yet." },
    ],
  };
}
