import { groupInWords, readInWords, receivedWith, standingInWords } from "../src/domain/alert/explain.ts";
import { muted } from "../src/domain/alert/mute.ts";
import { judge, talliesFor } from "../src/domain/alert/rules.ts";
import { type Alert, alertMark } from "../src/domain/alert/state.ts";
import type { Deadline } from "../src/domain/incident/state.ts";
import { headline } from "../src/domain/incident/view.ts";
import { whyCard } from "../src/domain/maintenance/answers.ts";
import { nameOf, outcomeOf } from "../src/domain/overdue.ts";
import { type Asked, defineCommand } from "../src/in/command.ts";
import { choice } from "../src/in/fields.ts";
import { maySee } from "../src/in/which.ts";
import { alertsByMark, loadAlert, loadGroup } from "../src/store/alerts.ts";
import { loadIncident } from "../src/store/incidents.ts";
import { loadMaintenance, maintenanceIdOf, runningMaintenances } from "../src/store/maintenance.ts";
import { mutedCount } from "../src/store/muted-alerts.ts";
import { lastFiring, lastHeard } from "../src/store/read/recorded.ts";
import { loadTallies } from "../src/store/rule-state.ts";
import { type Block, type Card, type Line, line } from "../src/text/card.ts";
import { inWords, utcMinute } from "../src/text/instant.ts";

/** Explains every deadline in a sentence: where its time comes from, and how it stands. Of an alert, how it was read, ruled and grouped. */
export default defineCommand({
  verb: "why",
  aliases: { deadlines: "" },
  summary:
    "Explains every deadline of an incident; of an alert, how it was read, ruled and grouped; of a maintenance, what became of it.",
  usage: "why [#<alert> [others] | M<maintenance>]",
  examples: ["why", "why #a3k9d2", "why #a3k9d2 others", "why M3"],
  where: "incident",
  permission: null,
  fields: {
    alert: {
      read: (given: string) => given.trim(),
      label: "Alert",
      hint: "As `alarms` names it, like #a3k9d2, or its whole identity; or a maintenance, like M3.",
      position: "word" as const,
      input: "line" as const,
      hidden: true,
    },
    rules: {
      ...choice("part", ["others"], "Rules"),
      hint: "`others`: why each of the other rules does not match.",
      position: "word" as const,
      input: "line" as const,
      hidden: true,
    },
  },
  aside: ({ alert }) => alert !== undefined,
  async answer(ctx, { alert, rules }) {
    if (alert === undefined) return promises(ctx);
    const number = /^#?m(\d{1,9})$/i.exec(alert)?.[1];
    return number === undefined ? alertInWords(ctx, alert, rules === "others") : plan(ctx, Number(number));
  },
  async data(ctx, { alert }) {
    const explained = alert === undefined ? null : await explain(ctx, alert);
    return explained === null || "said" in explained ? null : { identity: explained.alert.identity, ...explained.told };
  },
});

async function promises({ incident, now }: { incident: NonNullable<Asked["incident"]>; now: number }): Promise<Card> {
  const title = `The promises of ${headline(incident)}`;
  if (incident.deadlines.length === 0) {
    const why = incident.retrospective
      ? "It was typed in after the fact, so no clock runs."
      : `A ${incident.severity} owes nothing by a certain time.`;
    return {
      summary: title,
      blocks: [
        { type: "text", line: { bold: title } },
        { type: "text", line: why },
      ],
    };
  }
  return {
    summary: title,
    blocks: [
      { type: "text", line: { bold: title } },
      { type: "list", items: incident.deadlines.map((deadline) => explained(deadline, now)) },
    ],
  };
}

function explained(deadline: Deadline, now: number): Line {
  const left = deadline.dueAt - now;
  const running = left >= 0 ? `, ${inWords(left)} left` : `, ${inWords(-left)} overdue`;
  const snoozed =
    deadline.snoozedUntil !== null && deadline.snoozedUntil > now
      ? `; its reminder is quiet until ${utcMinute(deadline.snoozedUntil)}`
      : "";
  const state = `${outcomeOf(deadline)}${deadline.state === "running" ? running + snoozed : ""}`;
  return line`${{ bold: nameOf(deadline.kind) }}: ${state}. ${deadline.from.charAt(0).toUpperCase()}${deadline.from.slice(1)}.`;
}

async function plan({ store, terms }: Asked, number: number): Promise<Card | string> {
  const id = await maintenanceIdOf(store.read, number);
  const maintenance = id === null ? null : await loadMaintenance(store.read, id);
  if (!maintenance)
    return `There is no maintenance M${number}. \`${terms.command} maintenance\` shows those that there are.`;
  return whyCard(maintenance, await mutedCount(store.read, maintenance), terms);
}

/** What is told of an alert: how it was read, which rules were asked, what decided, and what it came to. */
interface Told {
  read: string;
  /** Rules that were asked and do not match, each with its reason. */
  passed: string[];
  decided: string[];
  became: string[];
  /** What its sender wrote, where that was not read as somebody said. */
  received: string | null;
}

/** So many rules that do not match are told of at once. The shipped ones are dozens, and hardly ever what is asked for. */
const fewPassed = 3;

async function alertInWords(ctx: Asked, given: string, others: boolean): Promise<Card | string> {
  const explained = await explain(ctx, given);
  if ("said" in explained) return explained.said;
  const { alert, told } = explained;
  const { passed } = told;
  const title = `Alert ${alertMark(alert)}: ${alert.title}`;
  const items = [told.read, ...(passed.length > fewPassed ? [] : passed), ...told.decided, ...told.became];
  const heading = { type: "text", line: { bold: title } } as const;
  if (others) return { summary: title, blocks: [heading, ...exactly(passed)] };
  const sent = receivedBlocks(alert, told.received);
  if (passed.length <= fewPassed) return { summary: title, blocks: [heading, { type: "list", items }, ...sent] };
  return {
    summary: title,
    blocks: [
      heading,
      { type: "list", items },
      ...sent,
      { type: "note", line: `${passed.length} rules were asked before that, and do not match.` },
      {
        type: "buttons",
        buttons: [{ label: "Why not those?", verb: "why", words: `#${alertMark(alert)} others` }],
      },
    ],
  };
}

/** What came, for who writes down how to read it. */
function receivedBlocks(alert: Alert, received: string | null): Block[] {
  if (received === null) return [];
  const how =
    alert.unread !== null
      ? "This is what came."
      : "This is what came, read by the usual names. A mapping says otherwise: docs/sources/generic.md.";
  return [
    { type: "note", line: how },
    { type: "code", text: indented(received) },
  ];
}

function indented(received: string): string {
  try {
    return JSON.stringify(JSON.parse(received), null, 2);
  } catch {
    return received;
  }
}

/** Patterns hold stars, which mean something in a chat: so they stand as code. A block takes so many. */
function exactly(sentences: string[]): Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < sentences.length; from += 12)
    blocks.push({ type: "code", text: sentences.slice(from, from + 12).join("\n") });
  return blocks;
}

async function explain(ctx: Asked, given: string): Promise<{ alert: Alert; told: Told } | { said: string }> {
  const { store, terms } = ctx;
  const found = await alertsMeant(ctx, given);
  const [alert] = found;
  if (!alert) return { said: `There is no alert ${given}. \`${terms.command} alarms\` shows those that there are.` };
  if (found.length > 1) {
    const names = found.map((one) => `#${alertMark(one)} ${one.title}`).join("; ");
    return { said: `Several alerts are called so: ${names}. Give the whole identity of one.` };
  }
  const [recorded, group, incident] = [
    await lastFiring(store.read, alert.identity),
    await loadGroup(store.read, alert.group),
    alert.incident === null ? null : await loadIncident(store.read, alert.incident),
  ];
  const became = standingInWords(alert, group, incident && headline(incident));
  if (!recorded) {
    const heard = await lastHeard(store.read, alert.identity);
    const read = heard ? readInWords(heard.signal) : "What its sender wrote is not kept any more.";
    return {
      alert,
      told: { read, passed: [], decided: [], became, received: heard && receivedWith(heard.signal) },
    };
  }

  const { signal, at } = recorded;
  const counted = await loadTallies(store.read, talliesFor(signal, terms));
  const steps: string[] = [];
  const told = (step: string) => steps.push(step);
  const ruled = judge({ signal, at, firing: true, again: true }, counted, terms, told);
  const judgement = muted(ruled, await runningMaintenances(store.read), told);
  const passed = steps.filter((step) => step.includes(" does not match: "));
  const decided = steps.filter((step) => !passed.includes(step));
  if (alert.rule !== null && alert.rule !== judgement.rule?.name)
    decided.push(`When it came, rule ${alert.rule} decided: since then the rules, or what was counted, have changed.`);
  decided.push(groupInWords(judgement));
  return { alert, told: { read: readInWords(signal), passed, decided, became, received: receivedWith(signal) } };
}

/** The alerts that may be meant. One of a private incident does not exist for who is not in it. */
async function alertsMeant(ctx: Asked, given: string): Promise<Alert[]> {
  const { store } = ctx;
  const said = given.replace(/^#/, "");
  const byIdentity = await loadAlert(store.read, said);
  const mark = /^a([0-9a-z]{3,})$/i.exec(said)?.[1]?.toLowerCase();
  const found = byIdentity ? [byIdentity] : mark ? await alertsByMark(store.read, mark, 5) : [];
  const seen: Alert[] = [];
  for (const alert of found) {
    const incident = alert.private && alert.incident !== null ? await loadIncident(store.read, alert.incident) : null;
    if (!alert.private || (incident && maySee(incident, ctx))) seen.push(alert);
  }
  return seen;
}
