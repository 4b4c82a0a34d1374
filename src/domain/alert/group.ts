import { createHash } from "node:crypto";
import type { Instant } from "../../base/clock.ts";
import type { Signal } from "../events.ts";
import { emptyDigest, withCounted } from "./digest.ts";
import { countedAs } from "./episode.ts";
import type { Grouping } from "./grouping.ts";
import { type Alert, type AlertGroup, countsOf, isOfTrouble, isQuiet, recounted } from "./state.ts";

/** How finely a group knows when it was last heard of, ms: a storm of repeats must not write it each time. */
const lastHeardMs = 60_000;

/** A group that nothing was put into yet. */
export function emptyGroup({ key, about }: Pick<AlertGroup, "key" | "about">, at: Instant): AlertGroup {
  return {
    key,
    about,
    incident: null,
    proposal: null,
    firing: 0,
    unknown: 0,
    flapping: 0,
    since: at,
    total: 0,
    lastAt: at,
    into: null,
    digest: emptyDigest,
    unread: null,
    card: null,
  };
}

/** How long one message about what could not be read stands for all of it, ms. */
const unreadHourMs = 60 * 60_000;

/**
 * Where a signal belongs, if its rule is not asked: what could not be read goes together by endpoint and hour, and a test
 * stands alone, so that neither joins a real trouble. Null = where its rule says.
 */
export function groupApart({ signal, at }: { signal: Signal; at: Instant }): Grouping | null {
  if (signal.unread !== undefined) {
    const [endpoint] = signal.identity.split(":unread:");
    const hour = Math.floor(at / unreadHourMs) * unreadHourMs;
    return grouping(`unread ${endpoint} ${hour}`, endpoint ?? signal.source, "its endpoint and the hour");
  }
  return signal.test ? grouping(`test ${signal.identity}`, signal.identity, "nothing but itself") : null;
}

/** The group of one alert that a person took out of the group it was in. */
export function groupOfItsOwn(alert: Alert): Grouping {
  return grouping(`apart ${alert.identity}`, alert.title, "nothing but itself");
}

function grouping(name: string, about: string, by: string): Grouping {
  return { key: createHash("sha256").update(name).digest("hex").slice(0, 16), about, by };
}

/** True while what comes for a group belongs to the trouble it already is: something of it is on, or was within the window. */
export function isFresh(group: AlertGroup, windowMs: number, at: Instant): boolean {
  return !isQuiet(group) || at - group.lastAt <= windowMs;
}

/** The group after one of its alerts has become another; `before` null = it was not in it. */
export function withAlert(group: AlertGroup, before: Alert | null, after: Alert, at: Instant): AlertGroup {
  const joined = before === null;
  return {
    ...group,
    ...recounted(group, countsOf(before), countsOf(after)),
    total: group.total + (joined ? 1 : 0),
    digest: joined ? withCounted(group.digest, countedAs(after)) : group.digest,
    unread: after.unread ?? group.unread,
    lastAt: at,
  };
}

/** The group without an alert that a person took out of it. */
export function withoutAlert(group: AlertGroup, alert: Alert): AlertGroup {
  if (!isOfTrouble(alert, group.since)) return group;
  return {
    ...group,
    ...recounted(group, countsOf(alert), countsOf(null)),
    total: Math.max(0, group.total - 1),
    digest: withCounted(group.digest, countedAs(alert), -1),
  };
}

/** The group after a repeat, which is written down only now and then. */
export function touched(group: AlertGroup, at: Instant): AlertGroup {
  return at - group.lastAt < lastHeardMs ? group : { ...group, lastAt: at };
}
