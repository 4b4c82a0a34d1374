import { isProblem, type Problem, parseElapsed } from "../src/domain/duration.ts";
import { updateOwed } from "../src/domain/incident/deadlines.ts";
import { defineCommand } from "../src/in/command.ts";
import { needed, rest } from "../src/in/fields.ts";
import { inWords, utcMinute } from "../src/text/instant.ts";

/** Changes how often this incident owes an update. What the public was promised already stays. */
export default defineCommand({
  verb: "remind",
  aliases: { cadence: "" },
  summary: "Changes how often this incident owes an update.",
  usage: "remind <every>|never <why>",
  examples: ["remind 20m customers ask", "remind never waiting for the vendor"],
  where: "incident",
  permission: "respond",
  fields: {
    every: needed({
      read: everyOrNever,
      label: "Every",
      hint: "20m, 1 h, or never",
      position: "words" as const,
      input: "line" as const,
    }),
    why: needed({ ...rest, label: "Why", input: "line" }),
  },
  form: { title: "Change the cadence", submit: "Change it" },
  event: ({ incident, actor }, { every, why }) => ({
    type: "incident.set-cadence",
    incident: incident.id,
    by: actor,
    everyMs: every === "never" ? null : every,
    why,
  }),
  said({ now }, { every }) {
    const owed = updateOwed(now);
    const said =
      every === "never"
        ? "No further update is owed by cadence; each one says itself when the next comes (`--next-update`)."
        : `An update is owed every ${inWords(every)}.`;
    return owed ? `${said} The next one is due by ${utcMinute(owed.dueAt)}.` : said;
  },
});

function everyOrNever(given: string): number | "never" | Problem {
  if (/^(never|no|off)$/i.test(given.trim())) return "never";
  const ms = parseElapsed(given);
  if (isProblem(ms)) return { problem: `${ms.problem.replace(/\.$/, "")}, or \`never\`.` };
  return ms < 60_000 ? { problem: "A minute is the shortest cadence." } : ms;
}
