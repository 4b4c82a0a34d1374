import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { z } from "zod";
import { variables } from "../../src/config/environment.ts";
import { secretNames, settings } from "../../src/config/schema.ts";
import { made, table } from "./pages.ts";

/** A setting as docs/sitrep.example.yml shows it. */
interface Shown {
  /** As it is written there; empty when it has no default. */
  value: string;
  about: string;
}

/** `configuration.md`: the settings of the schema, with the values and the words of the example file. */
export function settingsPage(): string {
  const shown = exampleSettings();
  const groups = [...new Set(settingPaths().map((path) => path.split(".")[0] ?? ""))];
  return `${made}
# Settings

How they are read, and what wins: [configuration.md](../configuration.md). The same as a file to copy from:
[sitrep.example.yml](../sitrep.example.yml).

A **secret** may come from a file instead: the setting's name with \`_file\` at its end, or its variable with \`_FILE\`.

${groups.map((name) => `## ${name}\n\n${name === "severities" ? severityTable(shown) : groupTable(name, shown)}`).join("\n\n")}
`;
}

function groupTable(name: string, shown: Map<string, Shown>): string {
  const paths = settingPaths().filter((path) => path === name || path.startsWith(`${name}.`));
  return table(
    ["setting", "default", "variable", "meaning"],
    paths.map((path) => [`\`${path}\``, quoted(shown.get(path)?.value), variableOf(path), meaningOf(path, shown)]),
  );
}

function severityTable(shown: Map<string, Shown>): string {
  const names = ["SEV1", "SEV2", "SEV3", "SEV4"];
  const own = settingPaths()
    .filter((path) => path.startsWith("severities.SEV1."))
    .map((path) => path.split(".").at(-1) ?? "");
  return table(
    ["severities.<SEV>.…", ...names, "meaning"],
    own.map((one) => [
      `\`${one}\``,
      ...names.map((name) => quoted(shown.get(`severities.${name}.${one}`)?.value)),
      meaningOf(`severities.SEV1.${one}`, shown),
    ]),
  );
}

function quoted(value: string | undefined): string {
  if (!value) return "";
  return value.length > 40 ? "see the example" : `\`${value}\``;
}

/** What a setting means: the words beside it in the example, or those below where it has none there. */
export function meaningOf(path: string, shown: Map<string, Shown>): string {
  const words = more[path] ?? shown.get(path)?.about.replace(/^[A-Z_]+(: |$)/, "") ?? "";
  const secret = secretNames.includes(path.split(".").at(-1) ?? "") ? "**Secret.** " : "";
  return words === "" ? "" : `${secret}${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** For settings that explain themselves to whoever reads the example, and not to whoever reads a table. */
const more: Record<string, string> = {
  "server.data_dir": "the database file, the drafts of post-mortems, the API token that was made",
  "server.log_level": "the least that is logged: trace, debug, info, warn, error, fatal, silent",
  "local.use": "auto: when there are no Slack credentials; on: asked for, also in a container; off: never",
  "severities.SEV1.paging": "always, business-hours (queued outside them) or queue (wakes nobody)",
  "slack.bot_token": "begins with xoxb-",
  "slack.app_token": "begins with xapp-; for Socket Mode",
  "slack.command": "the root command; after a change write the manifest anew and update the app in Slack",
  "slack.channel_name": "of an incident's channel, with {date}, {slug}, {number} and {severity}",
  "local.port": "where its page and its Slack API listen, on this machine only",
  "local.users": "people beside the four that are there: a name, or { name, real_name, tz }",
  "local.channels": "channels beside general and incidents",
  "severities.SEV1.criteria": "what it takes, for whoever chooses; the highest severity that matches is picked",
  "severities.SEV1.acknowledge": "from detection until somebody has it",
  "severities.SEV1.mitigate": "from detection until customer impact has stopped",
  "severities.SEV1.resolve": "from detection until it is over",
  "severities.SEV1.update_every":
    "from one public update to the next; { within: 4 h, in: business } counts working hours only",
  "reminders.heads_up_share": "of the interval; when it has passed, the first reminder comes",
  "reminders.heads_up_most": "the first reminder comes at most this long before the due time",
  "reminders.heads_up_least": "and at least this long before it",
  "reminders.overdue_least": "the least time from one overdue reminder to the next",
  "reminders.snooze": "how long the Snooze button quiets a reminder",
  "reminders.queue_escalate_share":
    "of the ack target; then a page that was queued outside business hours goes out all the same",
  "calendar.zone": "whose business hours they are, like Europe/Berlin",
  "calendar.hours.from": "when a business day begins",
  "calendar.hours.to": "when it ends",
  "calendar.weekdays": "the days that count",
  "maintenance.notice":
    "so long before its start the public hears of it, or somebody answers for less: [maintenance.md](../maintenance.md)",
  "maintenance.remind_before_start": "how long before the start whoever scheduled it is reminded; never: not at all",
  "maintenance.remind_before_end": "the same before the end",
  "maintenance.announce_ahead": "how long before their start recurring windows are announced",
  "maintenance.recurring": "windows that come again and again, announced by themselves",
  "maintenance.recurring.[].name": "what it is remembered by; what is done, unless it is said",
  "maintenance.recurring.[].what": "what is done, in public words",
  "maintenance.recurring.[].components": "whose alerts it mutes, and whose status it is",
  "maintenance.recurring.[].impact": "none, brief degradation or brief unavailability",
  "maintenance.recurring.[].rule": "the days, as calendars write them (RFC 5545): FREQ=WEEKLY;BYDAY=SU",
  "maintenance.recurring.[].from": "the day that the rule counts from; needed for every other week, and the like",
  "maintenance.recurring.[].at": "the time of day it starts, which stays when the clocks change",
  "maintenance.recurring.[].zone": "whose clocks; calendar.zone unless it is said",
  "maintenance.recurring.[].for": "how long it takes",
  "rota.primary": "who is paged first: a Slack user id; in the local workspace a name, bob by default",
  "rota.secondary": "who is paged when the primary does not answer; in the local workspace carol by default",
  "rota.escalation": "everybody to page when neither of them answers",
  "rota.zone": "of its days and times; calendar.zone unless it is said",
  "rota.layers": "people who take turns; a later layer wins over an earlier one: [on-call.md](../on-call.md)",
  "rota.layers.[].role": "primary or secondary",
  "rota.layers.[].people": "in the order of their turns",
  "rota.layers.[].every": "how often they hand over: week, day, 3 days, 2 weeks",
  "rota.layers.[].on": "the day of the hand-over, for whole weeks; the weekday of the start unless it is said",
  "rota.layers.[].at": "the time of day of the hand-over; 09:00 unless it is said",
  "rota.layers.[].start": "the first day of the first of them",
  "rota.layers.[].zone": "when it is not that of the rota",
  "rota.layers.[].hours.from": "outside of its hours a layer has nobody",
  "rota.layers.[].hours.to": "may be on the next day",
  "rota.layers.[].weekdays": "the days on which its hours begin; every day unless it is said",
  "rota.schedules":
    "who is on call as another system says it; they win over the layers, which are their fallback: [on-call.md](../on-call.md)",
  "rota.schedules.[].name": "what it is called in what is said of it",
  "rota.schedules.[].from": "ical, pagerduty, opsgenie or jsm",
  "rota.schedules.[].role":
    "the place that it fills; primary unless it is said, and with a policy of PagerDuty both, by its levels",
  "rota.schedules.[].address": "of the calendar; webcal:// is https://",
  "rota.schedules.[].url": "where the API is, when it is not the usual place",
  "rota.schedules.[].token": "a key of the API that may read schedules",
  "rota.schedules.[].email": "of jsm: whose token it is",
  "rota.schedules.[].schedule": "its id there; with opsgenie a name as well",
  "rota.schedules.[].policy": "of pagerduty: an escalation policy in the place of a schedule",
  "rota.schedules.[].cloud_id": "of jsm: the site",
  "rota.schedules.[].allow_private": "true: it may stand at a private address",
  "rota.people": "who is who in schedules: an address, id or name that stands there, and a Slack user",
  "permissions.declare": "who may declare: everyone, or a list of roles (lead, comms, scribe, ops) and people",
  "permissions.respond": "who may acknowledge, post internal updates, reclassify and the like",
  "permissions.publish": "who may tell the public, and resolve",
  "permissions.sign_off": "sign off the post-mortem",
  "status_page.name": "of what the page is about; it stands at its top",
  "status_page.about": "a sentence below the banner",
  "status_page.logo": "a picture in the place of the name: .svg, .png or .webp, of 100 KB at most",
  "status_page.logo_dark": "the same for the dark scheme",
  "status_page.colours.accent": "the colour of links and of the line at the top, in the light",
  "status_page.colours.accent_dark": "the same in the dark",
  "status_page.links.[].text": "a link at the top: its words",
  "status_page.links.[].url": "where it leads",
  "links.dashboard": "becomes a bookmark of every incident's channel",
  "alerts.clear_after": "how long all alerts of an incident must have been over before its end is proposed, or comes",
  "alerts.unknown": "what becomes of an alert whose repeating sender has gone silent",
  "alerts.flapping.episodes": "an alert flaps once it began so often",
  "alerts.flapping.within": "within this time; and until it was quiet for so long",
  "links.call": "the war room; offered when a box of time is blown",
  "alerts.rules.[].name": "what the rule is called in explanations",
  "alerts.rules.[].include": "shipped: the rules that Sitrep comes with stand in this place",
  "alerts.rules.[].match":
    "labels and other facts, and what they may be; a list of such sets means that one must hold. Absent matches everything",
  "alerts.rules.[].except": "the same, for what the rule is not about",
  "alerts.rules.[].count.at_least": "how many failures it takes before the rule decides",
  "alerts.rules.[].count.within": "within which time they must come",
  "alerts.rules.[].count.per":
    "what is counted together; absent: the failures of one alert without a resolve in between",
  "alerts.rules.[].rate.above": "how many messages are still fine in each stretch of time",
  "alerts.rules.[].rate.per": "the length of a stretch",
  "alerts.rules.[].rate.for": "for how long every stretch must have more",
  "alerts.rules.[].rate.by": "what is counted together; absent: one alert",
  "alerts.rules.[].unless.event": "the rule does not decide when this event was seen",
  "alerts.rules.[].unless.within": "within this time before",
  "alerts.rules.[].outcome":
    "declare opens an incident, propose asks with buttons, list only lists, drop forgets at once, mark notes an event",
  "alerts.rules.[].event": "the event that the outcome mark notes: its name, or { from: label }",
  "alerts.rules.[].kind": "page: wakes people at any hour, whatever the severity; alarm: wakes nobody by itself",
  "alerts.rules.[].private":
    "true: the incident concerns security; its channel is private, and nothing of it is shown elsewhere",
  "alerts.rules.[].group_by": "labels that the alerts of one trouble share; or component, sender, rule, none",
  "alerts.rules.[].window": "a later alert of its group joins while the last one is younger; absent: alerts.window",
  "alerts.rules.[].threshold": "of an alarm: when it comes",
  "alerts.rules.[].action": "of an alarm: what to do",
  "alerts.rules.[].who": "of an alarm: who does it",
  "alerts.rules.[].within": "of an alarm: within which time",
  "alerts.rules.[].severity": "of the incident that is declared or proposed",
  "alerts.rules.[].component": "what is affected; alerts of one component are one group",
  "alerts.rules.[].runbook": "becomes a bookmark, where the alert brings none",
  "sources.<name>.open": "true: anybody who reaches the address may send alerts",
  "sources.<name>.token":
    "shown as a bearer token, as the password of Basic, or as ?token=; a list of them while one is rotated",
  "sources.<name>.secret": "signs the sender's bodies, where it can do that; a list of them while one is rotated",
  "sources.<name>.username": "of Basic",
  "sources.<name>.password": "of Basic",
  "sources.<name>.header.name": "a header by which the sender is known, in any case",
  "sources.<name>.header.value": "what stands in it",
  "sources.<name>.at_root":
    "true: a peer's API is spoken at the paths of its own host, too, like /v2/enqueue; for senders that can only be given a host",
  "sources.<name>.limit": "the largest body that is taken, packed and unpacked: 2 MiB unless said otherwise",
  "sources.<name>.stale_after":
    "silence makes its alerts unknown; off: never. Left out: twice as long as its kind repeats, and 10 min",
  "providers.[].use": "its kind: [providers](../providers/README.md) lists them, with the settings of each",
  "providers.[].name": "tells two of one kind apart; by default the kind",
  "providers.[].components": "by the public name of a component: its id, or name, there",
  "providers.[].components.<name>": "by the public name of a component: its id, or name, there",
  "providers.[].maintenance": "false: it is told of incidents alone",
  "providers.[].allow_private": "true: it may stand at a private address",
  "pagers.[].use": "its kind: [paging.md](../paging.md) lists them, with the settings of each",
  "pagers.[].name": "tells two of one kind apart; by default the kind",
  "pagers.[].for":
    "primary, secondary, everyone: the steps it rings for. Left out, a pager with a rota of its own rings once and goes on by itself, any other rings at each step",
  "pagers.[].severities": "those it is used for; all by default",
  "pagers.[].always": "true: used for every page, beside the chain, and never in the place of another",
  "pagers.[].drills": "true: drills page, too",
  "pagers.[].allow_private": "true: it may stand at a private address",
  "pagers.[].people": "by Slack user id: their number, topic or address there, or who they are there",
  "pagers.[].people.<name>": "by Slack user id: their number, topic or address there, or who they are there",
  "heartbeat.url": "what is called for as long as Sitrep is well; without it nobody is told",
  "heartbeat.every": "from one beat to the next",
  "heartbeat.method": "GET, POST or HEAD",
  self_test:
    "when every pager is tried with a page that says so: weekly mon 10:00, daily 10:00, or never; in the calendar's zone",
  "retention.alerts": "how long alerts that are over are kept",
};

function variableOf(setting: string): string {
  const name = Object.keys(variables).find((one) => variables[one]?.join(".") === setting);
  return name ? `\`${name}\`` : "";
}

/** What of a zod type matters here. */
interface Inside {
  shape?: Record<string, z.ZodType>;
  def: { type: string; innerType?: z.ZodType; in?: z.ZodType; element?: z.ZodType; valueType?: z.ZodType };
}

/** Every setting that the schema knows. `<name>` stands for a name of the operator's own, `[]` for an item of a list. */
export function settingPaths(): string[] {
  return walk(settings as unknown as z.ZodType, []).map((path) => path.join("."));
}

function walk(type: z.ZodType, path: string[]): string[][] {
  const { shape, def } = type as unknown as Inside;
  if (shape) return Object.entries(shape).flatMap(([name, inner]) => walk(inner, [...path, name]));
  const inner = def.innerType ?? def.in;
  if (inner) return walk(inner, path);
  if (def.type === "record" && def.valueType) {
    const names = walk(def.valueType, [...path, "<name>"]);
    return names.length > 1 ? names : [path];
  }
  if (def.type === "array" && def.element) {
    const items = walk(def.element, [...path, "[]"]);
    return items.length > 1 ? [path, ...items] : [path];
  }
  return [path];
}

/** The settings of the example file by path, with the words beside them. Those it comments out have no default. */
export function exampleSettings(): Map<string, Shown> {
  const text = readFileSync(new URL("../../docs/sitrep.example.yml", import.meta.url), "utf8");
  const values: unknown = parse(text);
  const found = new Map<string, Shown>();
  let path: { name: string; indent: number }[] = [];
  for (const line of text.split("\n")) {
    // A setting that is commented out stands behind "# ", deeper than the introduction.
    const [, space = "", hash, name = "", rest = ""] = /^( *)(# )?([A-Za-z_0-9]+):(.*)$/.exec(line) ?? [];
    if (!name || (hash && space === "")) continue;
    path = [...path.filter(({ indent }) => indent < space.length), { name, indent: space.length }];
    const steps = path.map((step) => step.name);
    const [, written = "", about = ""] = /^((?:"[^"]*"|[^#"]|#(?! ))*)(?:# (.*))?$/.exec(rest.trim()) ?? [];
    const value = steps.reduce((group: unknown, step) => (group as Record<string, unknown> | null)?.[step], values);
    found.set(steps.join("."), { value: hash ? "" : written.trim() || spread(value), about: about.trim() });
    if (typeof value === "object" && value !== null && !Array.isArray(value) && written.trim() !== "") {
      // A group on one line.
      for (const [inner, one] of Object.entries(value))
        found.set([...steps, inner].join("."), { value: String(one), about: "" });
    }
  }
  return found;
}

/** A list over several lines; a group has no value of its own. */
function spread(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value) : "";
}
