import { mayHoldOf } from "../domain/alert/match.ts";
import type { AlertRule } from "../domain/terms.ts";
import { decidesAll } from "./alerts.ts";
import type { Config } from "./config.ts";
import { guardFindings } from "./guard-check.ts";
import { pageFindings } from "./page-check.ts";
import { pagerFindings } from "./pager-check.ts";
import { rotaFindings } from "./rota-check.ts";

/** Something that works, and that the operator probably did not mean. */
export interface Finding {
  setting: string;
  /** What is odd, what comes of it, what to do. */
  finding: string;
}

/** What `sitrep check` warns of. A configuration that cannot be used at all never gets here: loading it fails. */
export function checkConfig(config: Config): Finding[] {
  return [
    ...addresses(config),
    ...rotaFindings(config.terms.rota, config.local && { names: config.local.users?.map(({ name }) => name) ?? null }),
    ...promises(config),
    ...guardFindings(config.guard, config.terms.components),
    ...alertRules(config),
    ...doors(config),
    ...pagerFindings(config),
    ...pageFindings(config),
    ...config.strays.map((finding) => ({ setting: "environment", finding })),
  ];
}

function addresses({ server, local, slack }: Config): Finding[] {
  const found: Finding[] = [];
  const listeners = [
    { setting: "server.port", port: server.port },
    { setting: "server.status_port", port: server.statusPort },
    ...(local && !local.url ? [{ setting: "local.port", port: local.port }] : []),
  ];
  for (const [index, one] of listeners.entries()) {
    const twin = listeners.slice(0, index).find(({ port }) => port === one.port && port !== 0);
    if (twin)
      found.push({
        setting: one.setting,
        finding: `It is the port of ${twin.setting} too (${one.port}): the second listener will not start. Choose another.`,
      });
  }

  const admin = new URL(server.url).hostname;
  if (!local && slack.delivery === "http" && (isLoopback(admin) || !server.url.startsWith("https:")))
    found.push({
      setting: "server.url",
      finding: `Slack cannot send to ${server.url}. Set it to the https address under which Slack reaches this server, or use Socket Mode.`,
    });
  return found;
}

function promises({ terms, retention }: Config): Finding[] {
  const found: Finding[] = [];
  if (terms.links.sla === null)
    found.push({
      setting: "links.sla_url",
      finding: "It is missing: RESOLVED updates leave out where to claim service credits.",
    });
  for (const [severity, row] of Object.entries(terms.policy.severities)) {
    if (row.published && row.firstUpdate.kind === "none")
      found.push({
        setting: `severities.${severity}.first_update`,
        finding: `${severity} is published, but nobody is reminded of its first update. Give it a time, or set published: false.`,
      });
  }
  if (retention.seenMs < 24 * 60 * 60_000)
    found.push({
      setting: "retention.seen",
      finding: "Slack sends an event again for up to 24 hours; what is forgotten sooner is done twice.",
    });
  return found;
}

/** How many alarms a panel can hold that people look at (product.md section 5). */
const alarms = { least: 5, most: 20 };

function alertRules({ terms: { alertRules: rules } }: Config): Finding[] {
  const setting = "alerts.rules";
  if (rules.length === 0) return [{ setting, finding: "There are no rules: every alert is only listed." }];
  const found: Finding[] = [];
  const all = rules.findIndex(decidesAll);
  if (all >= 0 && all < rules.length - 1)
    found.push({
      setting,
      finding: `The rule "${rules[all]?.name}" matches every alert, so the rules after it are never asked. Put it last.`,
    });
  const count = rules.filter(({ kind }) => kind === "alarm").length;
  if (count < alarms.least)
    found.push({
      setting,
      finding: `There are ${count === 0 ? "no" : `only ${count}`} rules with kind: alarm. Fewer than ${alarms.least} means that trouble is either a page or overlooked; \`- include: shipped\` brings those that Sitrep ships.`,
    });
  if (count > alarms.most)
    found.push({
      setting,
      finding: `There are ${count} rules with kind: alarm. Nobody looks at more than ${alarms.most}; take away those that nobody acts on.`,
    });
  for (const event of new Set(rules.flatMap(({ unless }) => unless?.event ?? [])))
    if (!rules.some((rule) => rule.outcome === "mark" && mayNote(rule, event)))
      found.push({
        setting,
        finding: `A rule looks for the event ${event}, and no rule with the outcome mark notes it. It will never be seen.`,
      });
  return found;
}

/** A rule notes the event it names; without a name, whatever the alert's own event is called. */
function mayNote({ event: noted, match }: AlertRule, event: string): boolean {
  if (typeof noted === "string") return noted.toLowerCase() === event.toLowerCase();
  return noted !== undefined || mayHoldOf(match, "event", event);
}

function doors({ sources, local, server }: Config): Finding[] {
  const found: Finding[] = [];
  for (const [name, { open }] of Object.entries(sources)) {
    if (open && !local)
      found.push({
        setting: `sources.${name}.open`,
        finding: "Anybody who reaches this address can declare incidents. Give it a token.",
      });
  }
  if (!local && Object.keys(sources).length === 0)
    found.push({
      setting: "sources",
      finding: "No source is configured: alerts are refused. Add the systems that may send them.",
    });
  if (local && !isLoopback(server.host))
    found.push({
      setting: "server.host",
      finding: `With the local workspace every source is open, and ${server.host} can be reached from outside. Use 127.0.0.1.`,
    });
  return found;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host.startsWith("127.") || host === "::1" || host === "[::1]";
}
