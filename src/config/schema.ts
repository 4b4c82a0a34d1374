import { z } from "zod";
import type { Problem } from "../domain/duration.ts";
import type { Permission, Permissions } from "../domain/permissions.ts";
import { defaultPermissions } from "../domain/permissions.ts";
import { defaultPolicy, overallStatuses, type SeverityPolicy } from "../domain/policy.ts";
import type { Component } from "../domain/terms.ts";
import { alerts } from "./alerts.ts";
import { guard } from "./guard.ts";
import { maintenance } from "./maintenance.ts";
import { heartbeatUrl, pagerSecretNames, pagers, selfTest } from "./pagers.ts";
import { providerSecretNames, providers } from "./providers.ts";
import { rota } from "./rota.ts";
import * as is from "./scalars.ts";
import { sources } from "./sources.ts";
import { statusPage } from "./status-page.ts";
import { subscriptions } from "./subscriptions.ts";

/*
 * Every setting there is, with its default: the shape of sitrep.yml. Names are in snake case there, and docs/sitrep.example.yml
 * explains each. What a setting means to the rest of the program is in config.ts.
 */

/** A group of settings, all of which have a default or may be absent. */
function group<S extends z.ZodRawShape>(shape: S) {
  return z
    .strictObject(shape, { error: "It must be a group of settings, each on a line of its own." })
    .prefault({} as never);
}

const server = group({
  host: is.text.default("127.0.0.1"),
  port: is.port.default(8080),
  status_port: is.port.default(8090),
  url: is.webAddress.optional(),
  data_dir: is.text.default("./data"),
  database_url: is.secret.optional(),
  api_token: is.secret.optional(),
  log_level: is.oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

const slack = group({
  mode: is.oneOf(["socket", "http"]).optional(),
  bot_token: is.secret.optional(),
  app_token: is.secret.optional(),
  signing_secret: is.secret.optional(),
  announcements: is.channel.default("incidents"),
  command: is.slashCommand.default("/incident"),
  aliases: is.listOf(is.slashCommand).default([]),
  channel_name: is.channelName.default("inc-{date}-{slug}"),
});

/** A person of the local workspace. */
export interface LocalUser {
  name: string;
  real_name: string;
  tz?: string | undefined;
}

const localUser = is.reads((value): LocalUser | Problem => {
  const given: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : { name: value };
  const { name, real_name = name, tz } = given;
  const right = typeof name === "string" && /^[a-z0-9._-]{1,21}$/.test(name) && typeof real_name === "string";
  if (
    !right ||
    !(tz === undefined || typeof tz === "string") ||
    Object.keys(given).some((key) => !["name", "real_name", "tz"].includes(key))
  )
    return {
      problem: "It must be a name in lower case, or { name: alice, real_name: Alice Martin, tz: Europe/Berlin }.",
    };
  return { name, real_name, tz: tz as string | undefined };
});

const local = group({
  use: is.oneOf(["auto", "on", "off"]).default("auto"),
  port: is.port.default(3000),
  url: is.webAddress.optional(),
  clock_speed: is.number(0.001, 100_000, "60").default(1),
  users: is.listOf(localUser).optional(),
  channels: is.listOf(is.channel).optional(),
});

function severity(row: SeverityPolicy) {
  return group({
    criteria: is.listOf(is.text).default(row.criteria),
    acknowledge: is.span.default(row.acknowledge),
    mitigate: is.span.default(row.mitigate),
    resolve: is.span.default(row.resolve),
    first_update: is.span.default(row.firstUpdate),
    update_every: is.span.default(row.updateEvery),
    identify: is.span.default(row.identify),
    overall: is.oneOf([...overallStatuses, "unchanged"]).default(row.overall ?? "unchanged"),
    paging: is.oneOf(["always", "business-hours", "queue"]).default(row.paging),
    published: is.flag.default(row.published),
  });
}

const { reminders: remind, calendar: working } = defaultPolicy;

const reminders = group({
  heads_up_share: is.share.default(remind.headsUpShare),
  heads_up_most: is.elapsed.default(remind.headsUpMostMs),
  heads_up_least: is.elapsed.default(remind.headsUpLeastMs),
  overdue_share: is.share.default(remind.overdueEveryShare),
  overdue_least: is.elapsed.default(remind.overdueEveryLeastMs),
  snooze: is.elapsed.default(defaultPolicy.snoozeMs),
  queue_escalate_share: is.share.default(defaultPolicy.queueEscalateShare),
});

const calendar = group({
  zone: is.zone.default(working.settings.zone),
  hours: group({
    from: is.timeOfDay.default(working.settings.hours.from),
    to: is.timeOfDay.default(working.settings.hours.to),
  }),
  weekdays: is.listOf(is.weekday).default([...working.settings.weekdays]),
  holidays: is.listOf(is.date).default([]),
});

/** The parts of the reference deployment (product.md section 4). */
const shippedComponents: Component[] = [
  "Gateway (HTTP liveness)",
  "Gateway (OpenAI shape)",
  "Gateway (Anthropic shape)",
  "Gateway (metrics surface)",
  "Keystore (active keys)",
  "Analytics surface",
  "Status page itself",
].map((name) => ({ name, internal: false }));

const isName = (given: unknown): given is string => typeof given === "string" && given.trim() !== "";

const component = is.reads((value): Component | Problem => {
  const given: Record<string, unknown> = typeof value === "object" && value !== null ? { ...value } : { name: value };
  const { name, internal = false, group, ...others } = given;
  const right = isName(name) && typeof internal === "boolean" && (group === undefined || isName(group));
  if (!right || Object.keys(others).length > 0)
    return { problem: "It must be a name, or { name: Billing, group: Accounts, internal: true }." };
  return /[,\n]/.test(name)
    ? { problem: `The name ${is.quoted(name)} must not hold a comma: lists of components are written with them.` }
    : { name: name.trim(), internal, ...(group === undefined ? {} : { group: group.trim() }) };
});

const roles = ["lead", "comms", "scribe", "ops"] as const;

/** Who may: `everyone`, or a list of roles and people. */
const allowed = is.reads((value): Permissions[Permission] | Problem => {
  if (value === "everyone") return { everyone: true };
  const names = Array.isArray(value) ? value : [value];
  const read = names.map((name) => is.person.safeParse(name));
  if (read.length === 0 || read.some(({ success }) => !success))
    return { problem: `It must be everyone, or a list of roles (${roles.join(", ")}) and people.` };
  const people = read.map(({ data }) => data as string);
  const isRole = (name: string): name is (typeof roles)[number] => (roles as readonly string[]).includes(name);
  return { everyone: false, roles: people.filter(isRole), people: people.filter((name) => !isRole(name)) };
});

const permissions = group({
  declare: allowed.default(defaultPermissions.declare),
  respond: allowed.default(defaultPermissions.respond),
  publish: allowed.default(defaultPermissions.publish),
  approve: allowed.default(defaultPermissions.approve),
  override: allowed.default(defaultPermissions.override),
  sign_off: allowed.default(defaultPermissions["sign-off"]),
});

const day = 24 * 60 * 60_000;

/** The whole of sitrep.yml. */
export const settings = group({
  server,
  slack,
  local,
  severities: group({
    SEV1: severity(defaultPolicy.severities.SEV1),
    SEV2: severity(defaultPolicy.severities.SEV2),
    SEV3: severity(defaultPolicy.severities.SEV3),
    SEV4: severity(defaultPolicy.severities.SEV4),
  }),
  templates: group({ dir: is.text.optional() }),
  post_mortem: group({ due: is.span.default(defaultPolicy.postMortem) }),
  reminders,
  calendar,
  rota,
  maintenance,
  components: is.listOf(component).default(shippedComponents),
  guard,
  permissions,
  publishing: group({ approver: is.oneOf(["off", "required"]).default("off") }),
  status_page: statusPage,
  links: group({
    dashboard: is.webAddress.optional(),
    sla_url: is.webAddress.optional(),
    call: is.webAddress.optional(),
  }),
  alerts,
  sources,
  providers,
  pagers,
  paging: group({ resolved_there: is.oneOf(["ask", "resolve"]).default("ask") }),
  subscriptions,
  heartbeat: group({
    url: heartbeatUrl.optional(),
    every: is.elapsed.default(60_000),
    method: is.oneOf(["GET", "POST", "HEAD"]).default("GET"),
    allow_private: is.flag.default(false),
  }),
  self_test: selfTest.default(null),
  retention: group({
    alerts: is.elapsed.default(90 * day),
    deliveries: is.elapsed.default(30 * day),
    seen: is.elapsed.default(7 * day),
  }),
});

export type Settings = z.infer<typeof settings>;

/** Settings whose value is a secret, wherever they stand: each may be given as a file, under its name plus `_file`. */
export const secretNames = [
  "bot_token",
  "app_token",
  "signing_secret",
  "api_token",
  "database_url",
  "token",
  "secret",
  "password",
  "secret_access_key",
  ...pagerSecretNames,
  ...providerSecretNames,
  "value",
  "address",
];
