import { resolve } from "node:path";
import type { Secret } from "../base/secret.ts";
import { openCalendar } from "../domain/calendar.ts";
import type { Policy, SeverityPolicy } from "../domain/policy.ts";
import { rotates } from "../domain/rota.ts";
import type { Terms } from "../domain/terms.ts";
import type { GuardRules } from "../text/guard.ts";
import { deliveryOf, hasSlackTokens } from "./agreement.ts";
import type { Path } from "./environment.ts";
import { guardRules } from "./guard.ts";
import { maintenanceTerms } from "./maintenance.ts";
import { type PagerKind, type PagerSettings, pagerOf, type SelfTest } from "./pagers.ts";
import { type ProviderSettings, providerOf } from "./providers.ts";
import { rotaTerms, type ScheduleSettings, schedulesOf } from "./rota.ts";
import type { LocalUser, Settings } from "./schema.ts";
import { shippedRules } from "./shipped-rules.ts";
import { type SourceSettings, sourceOf } from "./sources.ts";
import { type StatusPageSettings, statusPageOf } from "./status-page.ts";
import { type SubscriptionSettings, subscriptionsOf } from "./subscriptions.ts";

/** The configuration: read once, checked once, frozen. */
export interface Config {
  /** The file it was read from; null when there is none. */
  file: string | null;
  server: {
    host: string;
    port: number;
    statusPort: number;
    /** Where the world finds the admin side, without a slash at its end. */
    url: string;
    /** Absolute. */
    dataDir: string;
    /** A PostgreSQL address; null = SQLite in the data folder. */
    databaseUrl: Secret | null;
    /** Null = Sitrep makes one and keeps it in the data folder. */
    apiToken: Secret | null;
    logLevel: string;
  };
  slack: {
    delivery: "socket" | "http";
    /** The credentials of a real workspace; null = the local one. What `delivery` needs is there. */
    tokens: { bot: Secret; app: Secret | null; signing: Secret | null } | null;
    /** Name without #, or id, of the channel that announcements go to. */
    announcements: string;
    /** The root command, with its slash, and other names for it. */
    command: string;
    aliases: string[];
  };
  /** The local workspace; null when there is a real one. */
  local: LocalSettings | null;
  statusPage: StatusPageSettings;
  /** The operator's own templates, absolute: those in it replace the shipped ones of the same name. Null = none. */
  templatesDir: string | null;
  /** What must not be published, and what may be. */
  guard: GuardRules;
  /** Everything that decisions may know, but the guard's rules and the templates, which are made from files. People are named as they were written: by Slack id or by name. */
  terms: Omit<Terms, "templates" | "guard">;
  /** The schedules of the rota that are kept elsewhere, and by the names they use there: who is who. */
  rota: { schedules: ScheduleSettings[]; people: Record<string, string> };
  /** By name: how a sender proves who it is. */
  sources: Record<string, SourceSettings>;
  /** The status pages outside of Sitrep. What decisions know of them is made of it, and stands in `terms` from the start on. */
  providers: readonly ProviderSettings[];
  /** Beside Slack, in the order in which they are tried. What decisions know of them is made of it, and stands in `terms` from the start on. */
  pagers: readonly PagerSettings[];
  subscriptions: SubscriptionSettings;
  /** Null = nobody is told that Sitrep is alive. */
  heartbeat: { url: Secret; everyMs: number; method: "GET" | "POST" | "HEAD"; allowPrivate: boolean } | null;
  selfTest: SelfTest | null;
  retention: { alertsMs: number; deliveriesMs: number; seenMs: number };
  /** What is odd about where the settings came from, for `sitrep check`. */
  strays: string[];
}

export interface LocalSettings {
  port: number;
  /** A workspace that runs already, to attach to; null = one of our own. */
  url: string | null;
  /** Product time that passes in each unit of real time. */
  clockSpeed: number;
  /** Absent = those that the workspace has by default. */
  users?: LocalUser[] | undefined;
  channels?: string[] | undefined;
}

/** Where settings came from. */
export interface Origin {
  file: string | null;
  /** What a relative path is relative to: the folder of the file that holds it, otherwise where we were started. */
  folderOf: (path: Path) => string;
  strays: string[];
  /** The kinds of pagers there are, if that is known. */
  pagers?: readonly PagerKind[] | undefined;
}

function heartbeatOf({ url, every, method, allow_private }: Settings["heartbeat"]): Config["heartbeat"] {
  return url ? { url, everyMs: every, method, allowPrivate: allow_private } : null;
}

/** The settings as the program uses them. They must have no disagreements. */
export function configOf(settings: Settings, { file, folderOf, strays, pagers }: Origin): Config {
  const { server, slack, retention } = settings;
  const statusPage = settings.status_page.url ?? reachedAt(server.host, server.status_port);
  return {
    file,
    server: {
      host: server.host,
      port: server.port,
      statusPort: server.status_port,
      url: server.url ?? reachedAt(server.host, server.port),
      dataDir: resolve(folderOf(["server", "data_dir"]), server.data_dir),
      databaseUrl: server.database_url ?? null,
      apiToken: server.api_token ?? null,
      logLevel: server.log_level,
    },
    slack: {
      delivery: deliveryOf(settings),
      tokens: slack.bot_token
        ? { bot: slack.bot_token, app: slack.app_token ?? null, signing: slack.signing_secret ?? null }
        : null,
      announcements: slack.announcements,
      command: slack.command,
      aliases: slack.aliases,
    },
    local: localOf(settings),
    statusPage: statusPageOf(settings.status_page, { url: statusPage, folderOf }),
    templatesDir:
      settings.templates.dir === undefined ? null : resolve(folderOf(["templates", "dir"]), settings.templates.dir),
    guard: guardOf(settings, statusPage),
    terms: termsOf(settings, statusPage),
    rota: { schedules: schedulesOf(settings.rota), people: settings.rota.people },
    sources: Object.fromEntries(Object.entries(settings.sources).map(([name, source]) => [name, sourceOf(source)])),
    providers: settings.providers.map(providerOf),
    pagers: settings.pagers.map((one) => pagerOf(one, pagers)),
    subscriptions: subscriptionsOf(settings.subscriptions),
    heartbeat: heartbeatOf(settings.heartbeat),
    selfTest: settings.self_test,
    retention: { alertsMs: retention.alerts, deliveriesMs: retention.deliveries, seenMs: retention.seen },
    strays,
  };
}

/** The address of a listener on this machine, for links. */
function reachedAt(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function localOf(settings: Settings): LocalSettings | null {
  if (hasSlackTokens(settings)) return null;
  const { port, url = null, clock_speed, users, channels } = settings.local;
  return { port, url, clockSpeed: clock_speed, users, channels };
}

/** In the local workspace bob and carol are on call; in a real one nobody is until somebody says so. */
function rotaOf(settings: Settings): Config["terms"]["rota"] {
  const rota = rotaTerms(settings.rota, settings.calendar.zone);
  const { primary, secondary, escalation } = rota;
  const unset = primary === null && secondary === null && escalation.length === 0 && !rotates(rota);
  if (unset && !hasSlackTokens(settings) && !settings.local.users)
    return { ...rota, primary: "bob", secondary: "carol" };
  return rota;
}

function guardOf(settings: Settings, statusPage: string): GuardRules {
  const { components, guard, links, local, permissions, rota, status_page } = settings;
  const allowedPeople = Object.values(permissions).flatMap((right) => (right.everyone ? [] : right.people));
  const localPeople = hasSlackTokens(settings)
    ? []
    : (local.users ?? []).flatMap((user) => [user.name, user.real_name]);
  return guardRules(guard, {
    components,
    rota: rotaOf(settings),
    people: [...Object.entries(rota.people).flat(), ...allowedPeople, ...localPeople],
    published: [
      status_page.name,
      statusPage,
      ...status_page.links.flatMap(({ text, url }) => [text, url]),
      ...(links.sla_url ? [links.sla_url] : []),
    ],
  });
}

function termsOf(settings: Settings, statusPage: string): Config["terms"] {
  const { alerts, permissions, links, slack } = settings;
  const { sign_off, ...others } = permissions;
  return {
    policy: policyOf(settings),
    components: settings.components,
    rota: rotaOf(settings),
    paging: {
      instance: "sitrep",
      pagers: [],
      resolvedThere: settings.paging.resolved_there,
      selfTest: settings.self_test && { ...settings.self_test, zone: settings.calendar.zone },
    },
    providers: [],
    maintenance: maintenanceTerms(settings.maintenance, settings.calendar.zone),
    permissions: { ...others, "sign-off": sign_off },
    approver: settings.publishing.approver === "required",
    alertRules: alerts.rules.flatMap((one) => (one === "shipped" ? shippedRules(settings.components) : [one])),
    alertWindowMs: alerts.window,
    alerts: {
      flapping: { episodes: alerts.flapping.episodes, withinMs: alerts.flapping.within },
      unknown: alerts.unknown,
      clearAfterMs: alerts.clear_after,
    },
    resolveByItself: alerts.resolve === "by-itself",
    command: slack.command,
    channelName: slack.channel_name,
    links: { dashboard: links.dashboard ?? null, statusPage, sla: links.sla_url ?? null, call: links.call ?? null },
  };
}

function policyOf({ severities, reminders, calendar, post_mortem }: Settings): Policy {
  const { SEV1, SEV2, SEV3, SEV4 } = severities;
  return {
    severities: { SEV1: rowOf(SEV1), SEV2: rowOf(SEV2), SEV3: rowOf(SEV3), SEV4: rowOf(SEV4) },
    calendar: openCalendar(calendar),
    reminders: {
      headsUpShare: reminders.heads_up_share,
      headsUpMostMs: reminders.heads_up_most,
      headsUpLeastMs: reminders.heads_up_least,
      overdueEveryShare: reminders.overdue_share,
      overdueEveryLeastMs: reminders.overdue_least,
    },
    queueEscalateShare: reminders.queue_escalate_share,
    postMortem: post_mortem.due,
    snoozeMs: reminders.snooze,
  };
}

function rowOf(row: Settings["severities"]["SEV1"]): SeverityPolicy {
  const { first_update, update_every, overall, ...same } = row;
  return {
    ...same,
    firstUpdate: first_update,
    updateEvery: update_every,
    overall: overall === "unchanged" ? null : overall,
  };
}
