import { nameOf, type Path } from "./environment.ts";
import { maintenanceDisagreements } from "./maintenance.ts";
import { rotaDisagreements } from "./rota.ts";
import { didYouMean } from "./scalars.ts";
import type { Settings } from "./schema.ts";
import { shippedRules } from "./shipped-rules.ts";
import { subscriptionDisagreements } from "./subscriptions.ts";

/*
 * What settings that are fine one by one must agree on. Each disagreement is told at one of the settings it is between.
 */

/** A disagreement, and the setting to tell it at. */
export interface Disagreement {
  path: Path;
  problem: string;
}

/** All disagreements; empty when the settings can be used together. */
export function disagreements(settings: Settings): Disagreement[] {
  return [
    ...slackTokens(settings),
    ...localWorkspace(settings),
    ...clocks(settings),
    ...alertRules(settings),
    ...rotaDisagreements(settings.rota),
    ...maintenanceDisagreements(settings.maintenance, settings.components),
    ...names(settings),
    ...subscriptionDisagreements(settings.subscriptions),
  ];
}

/** How Slack reaches us: as asked for, otherwise by the credentials that are there. */
export function deliveryOf({ slack }: Settings): "socket" | "http" {
  return slack.mode ?? (slack.signing_secret && slack.bot_token && !slack.app_token ? "http" : "socket");
}

/** True when there is anything that belongs to a real Slack workspace. */
export function hasSlackTokens({ slack }: Settings): boolean {
  return Boolean(slack.bot_token ?? slack.app_token ?? slack.signing_secret);
}

const bot: Path = ["slack", "bot_token"];
const app: Path = ["slack", "app_token"];
const signing: Path = ["slack", "signing_secret"];

/** Where each credential is found on the app's page. */
const found = {
  bot: "the bot token (xoxb-…) on the app's page OAuth & Permissions",
  app: "an app-level token (xapp-…) with connections:write on the app's page Basic Information",
  signing: "the signing secret on the app's page Basic Information",
};

/** A workspace needs all the credentials of one way in; half of them is a slip that would otherwise show as silence. */
function slackTokens(settings: Settings): Disagreement[] {
  const { bot_token, app_token, signing_secret } = settings.slack;
  if (!hasSlackTokens(settings)) return [];
  const delivery = deliveryOf(settings);
  const missing: Disagreement[] = [];
  const given = app_token ? app : signing;
  if (!bot_token)
    missing.push({
      path: given,
      problem: `${nameOf(bot)} is missing beside it: ${found.bot}. Without any Slack token the local workspace is used.`,
    });
  if (delivery === "socket" && !app_token)
    missing.push({
      path: bot_token ? bot : signing,
      problem: `${nameOf(app)} is missing: Socket Mode needs ${found.app}. Or use HTTP: set ${nameOf(signing)} and SITREP_SLACK_MODE=http.`,
    });
  if (delivery === "http" && !signing_secret)
    missing.push({
      path: bot_token ? bot : app,
      problem: `${nameOf(signing)} is missing: the HTTP mode checks every request with ${found.signing}. Or use Socket Mode: set ${nameOf(app)} and SITREP_SLACK_MODE=socket.`,
    });

  if (bot_token && !/^xox(b|e\.xoxb)-/.test(bot_token.reveal()))
    missing.push({
      path: bot,
      problem: `${kindOf(bot_token.reveal())} was given; this is the place for ${found.bot}.`,
    });
  if (app_token && !app_token.reveal().startsWith("xapp-"))
    missing.push({
      path: app,
      problem: `${kindOf(app_token.reveal())} was given; this is the place for ${found.app}.`,
    });
  return missing;
}

/** What a credential seems to be, without repeating it. */
function kindOf(token: string): string {
  if (token.startsWith("xapp-")) return "An app-level token (xapp-…)";
  if (/^xox(b|e\.xoxb)-/.test(token)) return "A bot token (xoxb-…)";
  if (/^xoxp-/.test(token)) return "A user token (xoxp-…)";
  return "Something else than a Slack token";
}

function localWorkspace(settings: Settings): Disagreement[] {
  const { local } = settings;
  const asked = local.use === "on" || local.url !== undefined;
  if (!hasSlackTokens(settings)) {
    if (local.use !== "off" || local.url !== undefined)
      return local.url && local.clock_speed !== 1
        ? [
            {
              path: ["local", "clock_speed"],
              problem: "An attached workspace owns the clock: set its speed where that workspace is started.",
            },
          ]
        : [];
    return [
      {
        path: ["local", "use"],
        problem: `There is no Slack to talk to: set ${nameOf(bot)} and ${nameOf(app)}, or ask for the local workspace with SITREP_LOCAL=on.`,
      },
    ];
  }
  const wrong: Disagreement[] = [];
  if (asked)
    wrong.push({
      path: local.url ? ["local", "url"] : ["local", "use"],
      problem: "It asks for the local workspace, but there are Slack tokens too; take away one of them.",
    });
  if (local.clock_speed !== 1)
    wrong.push({
      path: ["local", "clock_speed"],
      problem: "A faster clock is only for the local workspace; in a real one everybody would be told wrong times.",
    });
  return wrong;
}

function clocks({ reminders, calendar }: Settings): Disagreement[] {
  const wrong: Disagreement[] = [];
  if (reminders.heads_up_least > reminders.heads_up_most)
    wrong.push({ path: ["reminders", "heads_up_least"], problem: "It is longer than heads_up_most." });
  if (calendar.hours.from >= calendar.hours.to)
    wrong.push({
      path: ["calendar", "hours"],
      problem: `The hours must begin before they end on the same day, not ${calendar.hours.from} to ${calendar.hours.to}.`,
    });
  if (calendar.weekdays.length === 0)
    wrong.push({ path: ["calendar", "weekdays"], problem: "There must be a day to work on." });
  return wrong;
}

/** What rules say must be there, and must be told apart. */
function alertRules({ alerts, components, severities }: Settings): Disagreement[] {
  const known = components.map(({ name }) => name);
  const names = alerts.rules.flatMap((rule) => (rule === "shipped" ? shippedRules([]).map(({ name }) => name) : []));
  return alerts.rules.flatMap((rule, index) => {
    const path: Path = ["alerts", "rules", index];
    const wrong: Disagreement[] = [];
    if (rule === "shipped")
      return alerts.rules.indexOf(rule) === index
        ? wrong
        : [{ path, problem: "The shipped rules are included twice; take away one of them." }];
    if (typeof rule.component === "string" && !known.includes(rule.component))
      wrong.push({
        path: [...path, "component"],
        problem: `There is no component ${JSON.stringify(rule.component)}.${didYouMean(rule.component, known)}`,
      });
    // Counts are kept by the rule's name.
    if (names.includes(rule.name))
      wrong.push({ path, problem: `There is another rule of the name ${JSON.stringify(rule.name)}.` });
    names.push(rule.name);
    if (
      rule.kind === "alarm" &&
      rule.outcome === "declare" &&
      rule.severity &&
      severities[rule.severity].paging === "always"
    )
      wrong.push({
        path: [...path, "kind"],
        problem: `An alarm wakes nobody, and a declared ${rule.severity} pages at any hour. Propose it, or make it a page.`,
      });
    return wrong;
  });
}

/** Names that two things must not share. */
function names({ slack, components }: Settings): Disagreement[] {
  const wrong: Disagreement[] = [];
  const twin = twinOf([slack.command, ...slack.aliases]);
  if (twin) wrong.push({ path: ["slack", "aliases"], problem: `${twin} is there twice.` });
  const component = twinOf(components.map(({ name }) => name.toLowerCase()));
  if (component)
    wrong.push({ path: ["components"], problem: `The component ${JSON.stringify(component)} is there twice.` });
  return wrong;
}

function twinOf(list: string[]): string | undefined {
  return list.find((one, index) => list.indexOf(one) !== index);
}
