import { readdirSync, readFileSync } from "node:fs";
import { loadMembers } from "../../src/base/members.ts";
import { type Effect, routeOf, urgencies } from "../../src/domain/effects.ts";
import type { PageFacts } from "../../src/domain/pager.ts";
import type { Timer } from "../../src/domain/timer.ts";
import { made, table } from "./pages.ts";

/** `deliveries.md`: what goes out, in which order, and what makes Sitrep speak at a time. */
export async function deliveriesPage(): Promise<string> {
  const kinds = Object.entries(about) as [Effect["kind"], (typeof about)[Effect["kind"]]][];
  return `${made}
# Deliveries and clocks

What the world is to see of a decision is stored with it and sent after the commit. Deliveries of one lane keep their order,
one lane never holds up another, and the more urgent goes first: ${urgencies.join(", ")}.

${table(
  ["kind", "what it does", "urgency", "before it is sent again after an unknown outcome"],
  kinds.map(([kind, { what, again, example }]) => [
    `\`${kind}\``,
    what,
    example ? routeOf(example).urgency : "that of what it says",
    again,
  ]),
)}

A delivery that cannot succeed is told in the incident's channel with a Retry button, and stays in
\`GET /api/v1/outbox?state=failed\`.

## Clocks

A timer is never set by hand: after every decision each kind is asked what it owes, and the difference is stored.

${table(["kind", "what it does"], await timerRows())}
`;
}

const looked = "it is looked for";
const twice = "nothing: twice does no harm";
const incident = "i";
const card = { summary: "", blocks: [] };
const page: PageFacts = {
  number: 1,
  title: "t",
  severity: "SEV1",
  level: "critical",
  stage: "INVESTIGATING",
  components: [],
  why: "w",
  detectedAt: 0,
  alerts: { firing: 0, total: 0 },
  runbookUrl: null,
  drill: false,
  private: false,
  test: false,
  target: "primary",
  people: [],
};
const atProvider = { provider: "p", shown: "P", queue: "q", subject: "components" } as const;
const atPager = { incident, pager: "p", shown: "P", key: "k", page };

/** Each kind of effect; the compiler asks for one that is missing. No example = its urgency depends. */
const about: { [Kind in Effect["kind"]]: { what: string; again: string; example: Effect | null } } = {
  page: {
    what: "Wakes a person by direct message.",
    again: `${looked} by its key in the conversation`,
    example: { kind: "page", incident, person: "U", card },
  },
  "channel.create": {
    what: "Opens an incident's channel under the name that was reserved for it.",
    again: `${looked} among the bot's own channels; a stranger's is never taken`,
    example: { kind: "channel.create", incident, name: "n", private: false },
  },
  "channel.invite": {
    what: "Invites people into the channel.",
    again: twice,
    example: { kind: "channel.invite", incident, people: [] },
  },
  "channel.topic": {
    what: "Keeps the topic, which is the live promise. Only the newest is sent.",
    again: twice,
    example: { kind: "channel.topic", incident, topic: "" },
  },
  "channel.purpose": {
    what: "Sets the channel's description.",
    again: twice,
    example: { kind: "channel.purpose", incident, purpose: "" },
  },
  "channel.bookmark": {
    what: "Adds a bookmark: status page, dashboard, runbook.",
    again: `${looked} by its address`,
    example: { kind: "channel.bookmark", incident, title: "", url: "" },
  },
  "message.show": {
    what: "Posts a message, or edits the one that stands in its place already.",
    again: `${looked} by its key in the channel's history`,
    example: null,
  },
  "message.renew": {
    what: "Takes the live reminder away and posts it anew at the bottom.",
    again: `${looked} by its key in the channel's history`,
    example: { kind: "message.renew", to: { incident }, card, slot: "s", lane: "l", urgency: "reminder" },
  },
  "message.settle": {
    what: "Edits a reminder one last time, when it is no longer owed.",
    again: twice,
    example: { kind: "message.settle", to: { incident }, card, slot: "s", lane: "l" },
  },
  "message.pin": {
    what: "Pins the incident's card.",
    again: twice,
    example: { kind: "message.pin", to: { incident }, slot: "s", lane: "l" },
  },
  "page.amend": {
    what: "Adds the way to the channel to a page that went out before there was one; nobody is notified again.",
    again: twice,
    example: { kind: "page.amend", incident, person: "U", card },
  },
  "pager.trigger": {
    what: "Pages through a pager: PagerDuty, ntfy and the like.",
    again:
      "nothing where the pager keeps one page for our key; else it is looked for, or may come twice, as the pager says",
    example: { kind: "pager.trigger", ...atPager },
  },
  "pager.acknowledge": {
    what: "Tells the pager that somebody has it.",
    again: twice,
    example: { kind: "pager.acknowledge", by: "b", ...atPager },
  },
  "pager.resolve": {
    what: "Tells the pager that it is over. For a page that was never sent, nothing is sent.",
    again: twice,
    example: { kind: "pager.resolve", by: "b", ...atPager },
  },
  "provider.sync": {
    what: "Brings a status provider in line with what the public is to read. Only the newest state of a notice waits.",
    again: `${looked} by our key, else by its title and start`,
    example: { kind: "provider.sync", ...atProvider },
  },
  "provider.check": {
    what: "Reads back what a status provider shows, and tells of a difference.",
    again: twice,
    example: { kind: "provider.check", from: 0, ...atProvider },
  },
  "subscribers.tell": {
    what: "Tells the subscribers of the status page what they have not heard yet, and remembers how far each is.",
    again: "goes on where it was; a mail or a webhook that was under way may come twice, with the same id",
    example: { kind: "subscribers.tell", medium: "email" },
  },
  "postmortem.write": {
    what: "Writes the draft of the post-mortem into the data folder.",
    again: twice,
    example: { kind: "postmortem.write", incident, path: "p" },
  },
};

async function timerRows(): Promise<string[][]> {
  const folder = new URL("../../src/domain/timers/", import.meta.url);
  const isTimer = (value: unknown): value is Timer => typeof value === "object" && value !== null && "kind" in value;
  const timers = await loadMembers(folder, isTimer, ({ kind }) => kind);
  const files = readdirSync(folder).sort();
  return timers.map(({ kind }, index) => [`\`${kind}\``, docstringOf(new URL(files[index] ?? "", folder))]);
}

/** What stands above a member's definition. */
function docstringOf(file: URL): string {
  const [, words = ""] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export default/.exec(readFileSync(file, "utf8")) ?? [];
  return words
    .replace(/^\s*\*? ?/gm, " ")
    .replace(/\s+/g, " ")
    .trim();
}
