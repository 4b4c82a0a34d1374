import { z } from "zod";
import { Secret } from "../base/secret.ts";
import { type Weekday, weekdays } from "../domain/calendar.ts";
import type { Problem } from "../domain/duration.ts";
import type { PageTarget } from "../domain/page-target.ts";
import { type Severity, severities } from "../domain/policy.ts";
import { type Kind, type KindList, ownSettings, type Wrong, wrongKinds } from "./kinds.ts";
import * as is from "./scalars.ts";

/*
 * `pagers`, `paging`, `heartbeat` and `self_test`: who is woken by what beside Slack, and who notices when Sitrep is gone.
 * What every pager can be told stands here; what only one kind can be told is its own, and is checked against its schema.
 */

/** What is known of a kind of pager when the configuration is read. */
export interface PagerKind extends Kind {
  /** It can ring through do-not-disturb. */
  rings: boolean;
  /** What an entry under `people` is to it. */
  people?: "address" | "identity" | undefined;
  /** True when these settings name one destination for everybody. */
  shared?(settings: never): boolean;
}

/** Settings of pagers whose value is a secret, beside those that have such a name elsewhere. */
export const pagerSecretNames = ["routing_key", "api_key", "auth_token", "topic", "former_secret"];

const secretNames = [...pagerSecretNames, "token", "secret", "password", "api_token"];
const steps = ["primary", "secondary", "everyone"] as const;

/** By person, what they are called or reached under there. Never printed: numbers and topics are nobody's business. */
const people = z
  .record(
    z.string().transform((name) => name.replace(/^@/, "")),
    is.reads((value): Secret | Problem => {
      const given = typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
      return given === ""
        ? { problem: "It must be what the person is reached under there, as a text." }
        : new Secret(given);
    }),
    { error: "It must be people and what they are reached under there, like { U012AB3CD: bob@example.com }." },
  )
  .default({});

const common = z.looseObject(
  {
    use: is.text,
    name: is.text.optional(),
    for: is.listOf(is.oneOf(steps)).optional(),
    severities: is.listOf(is.oneOf(severities)).default([...severities]),
    always: is.flag.default(false),
    drills: is.flag.default(false),
    allow_private: is.flag.default(false),
    people,
  },
  { error: "It must be a pager, like { use: pagerduty, routing_key: … }." },
);

/** The section `pagers`: in the order in which they are tried. */
export const pagers = z
  .array(common, { error: "It must be a list of pagers, each beginning with a dash." })
  .default([]);

/** When Sitrep pages every pager to see whether it works: `weekly mon 10:00`, `daily 10:00`, or never. */
export interface SelfTest {
  /** Null = every day. */
  weekday: Weekday | null;
  time: string;
}

/** When the pagers are tried unasked. Null = never. */
export const selfTest = is.reads((value): SelfTest | null | Problem => {
  const given = String(value).trim().toLowerCase();
  if (/^(never|off|no|false)$/.test(given)) return null;
  const [, weekly, day = "", time = ""] = /^(?:(weekly) +([a-z]+)|daily) +(\d\d:\d\d)$/.exec(given) ?? [];
  const weekday = weekly ? is.weekday.safeParse(day) : null;
  const right = is.timeOfDay.safeParse(time).success && time !== "24:00" && (weekday === null || weekday.success);
  if (!right)
    return {
      problem: `${is.quoted(value)} is not a time to test at; write it like weekly mon 10:00, daily 10:00, or never. Days: ${weekdays.join(", ")}.`,
    };
  return { weekday: weekday?.data ?? null, time };
});

/** An address that is called to say that Sitrep is alive. Whoever knows it can say so too, so it is a secret. */
export const heartbeatUrl = is.reads((value): Secret | Problem => {
  const read = is.webAddress.safeParse(value instanceof Secret ? value.reveal() : value);
  return read.success
    ? new Secret(read.data)
    : { problem: "It must be an address, like https://hc-ping.com/ and the check's id." };
});

type Given = z.infer<typeof pagers>[number];

/** A pager, as the program uses it. */
export interface PagerSettings {
  use: string;
  /** Its own name: the kind's, unless it was given another. */
  name: string;
  shown: string;
  /** Null = as its kind does by itself. */
  targets: readonly PageTarget[] | null;
  severities: readonly Severity[];
  always: boolean;
  drills: boolean;
  allowPrivate: boolean;
  people: Record<string, Secret>;
  /** What only its kind can be told, with its secrets wrapped; still to be read by the kind. */
  settings: Record<string, unknown>;
  /** It can ring through do-not-disturb; null where the kinds are not known. */
  rings: boolean | null;
}

/** A pager's settings as the program uses them. */
export function pagerOf(given: Given, kinds: readonly PagerKind[] | undefined): PagerSettings {
  const kind = kinds?.find(({ name }) => name === given.use);
  const shown = kind?.shown ?? given.use;
  return {
    use: given.use,
    name: given.name ?? given.use,
    shown: given.name === undefined || given.name === given.use ? shown : `${shown} (${given.name})`,
    targets: given.for ?? null,
    severities: given.severities,
    always: given.always,
    drills: given.drills,
    allowPrivate: given.allow_private,
    people: given.people,
    settings: ownOf(given),
    rings: kind?.rings ?? null,
  };
}

const ownOf = (given: Given) => ownSettings(given, common.shape, secretNames);

const kindList: KindList<Given> = {
  section: "pagers",
  thing: "pager",
  common: Object.keys(common.shape),
  ownOf,
};

/** What is wrong with the pagers, among themselves and against the kinds that there are. */
export function wrongPagers(list: readonly Given[], kinds: readonly PagerKind[] | undefined): Wrong[] {
  const wrong = wrongKinds(kindList, list, kinds);
  return wrong.length > 0 ? wrong : list.flatMap((given, index) => nobodyReached(given, index, kinds));
}

/** A pager whose people have addresses of their own, and who has neither theirs nor one for all. */
function nobodyReached(given: Given, index: number, kinds: readonly PagerKind[] | undefined): Wrong[] {
  const kind = kinds?.find(({ name }) => name === given.use);
  if (kind?.people !== "address" || Object.keys(given.people).length > 0) return [];
  if (kind.shared?.(kind.settings.parse(ownOf(given)) as never) === true) return [];
  const problem = `${kind.shown} would reach nobody: say under people where each of them is reached.`;
  return [{ path: [kindList.section, index], problem, at: "value" }];
}
