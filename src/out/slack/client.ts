import { type FetchFunction, LogLevel, WebClient } from "@slack/web-api";
import type { Clock, Instant } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Secret } from "../../base/secret.ts";
import type { Urgency } from "../../domain/effects.ts";
import { type Delivery, later } from "../outcome.ts";
import { type Answer, answerOf, type Refused } from "./answer.ts";
import { type Limit, limitsOf, reserveOf } from "./limits.ts";

/** What a call asks of one budget: one call, while `reserve` calls stay for what is more urgent. */
export interface Asked {
  limit: Limit;
  reserve: number;
}

/** Takes one call from each budget, which all replicas share; or says which is used up, and when it has one again. */
export type Spend = (asked: Asked[]) => Promise<{ limit: Limit; at: Instant } | null>;

export interface SlackClientSettings {
  token: Secret;
  /** Where Slack is; the local workspace has another address. */
  apiUrl?: string | undefined;
  /** The longest a call may take, in real milliseconds. */
  timeoutMs?: number | undefined;
  fetch?: FetchFunction | undefined;
  clock: Clock;
  /** Product milliseconds in a real one: Slack's limits stay on real time when the local workspace's clock is sped up. */
  pace?: (() => number) | undefined;
  spend: Spend;
  log: Log;
  /** Hears how every call ended. */
  heard?: ((method: string, answer: Answer) => void) | undefined;
}

/** `ok` = it took effect. `refused` = Slack's no, for the caller to judge. `put-off` = not now: hand `delivery` back. */
export type CallResult =
  | { kind: "ok"; data: Record<string, unknown> }
  | ({ kind: "refused" } & Refused)
  | { kind: "put-off"; delivery: Delivery };

export interface SlackClient {
  /** One call, at most once: it is never repeated here. Waits for nothing; where there is no budget it is put off. */
  call(method: string, args: Record<string, unknown>, urgency?: Urgency): Promise<CallResult>;
}

const defaultTimeoutMs = 10_000;
/** A 429 says whole seconds: one more bounds the rounding on both sides. */
const roundingMs = 250;

export function openSlackClient(settings: SlackClientSettings): SlackClient {
  const { clock, spend, log, heard, pace = () => 1 } = settings;
  const web = new WebClient(settings.token.reveal(), {
    ...(settings.apiUrl ? { slackApiUrl: settings.apiUrl } : {}),
    ...(settings.fetch ? { fetch: settings.fetch } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: settings.timeoutMs ?? defaultTimeoutMs,
    allowAbsoluteUrls: false,
    logLevel: LogLevel.ERROR,
    logger: quietLogger,
  });
  /** Until when Slack told us to leave a method alone. Only this process heard it; the shared budgets keep the rest apart. */
  const closed = new Map<string, Instant>();
  const turns = openTurns();

  async function call(method: string, args: Record<string, unknown>, urgency: Urgency = "room"): Promise<CallResult> {
    const channel = typeof args.channel === "string" ? args.channel : undefined;
    const gate = method === "chat.postMessage" && channel ? `${method}/${channel}` : method;
    const closedUntil = closed.get(gate);
    if (closedUntil !== undefined && closedUntil > clock.now())
      return putOff(`Slack's limit for ${method} is used up`, closedUntil);

    const asked = limitsOf(method, channel).map((limit) => ({
      limit: { ...limit, perMinute: limit.perMinute / pace() },
      reserve: reserveOf(limit, urgency),
    }));
    const empty = asked.length > 0 ? await spend(asked) : null;
    if (empty)
      return putOff(`the budget for ${empty.limit.key} is used up`, turns.next(empty.limit, empty.at, urgency));

    const answer = await web
      .apiCall(method, args)
      .then((data): Answer => ({ kind: "ok", data: data as unknown as Record<string, unknown> }), answerOf);
    heard?.(method, answer);
    switch (answer.kind) {
      case "ok":
      case "refused":
        return answer;
      case "limited": {
        const until = clock.now() + (answer.retryAfterMs + roundingMs) * pace();
        closed.set(gate, until);
        log.warn({ method, retryAfterMs: answer.retryAfterMs }, "slack limits a method");
        return putOff(`Slack's limit for ${method} is used up`, until);
      }
      case "locked":
        return {
          kind: "put-off",
          delivery: later(`Slack does not accept our token (${answer.error})`, { doubtful: false }),
        };
      case "unknown":
        return { kind: "put-off", delivery: later(answer.why, { doubtful: true }) };
    }
  }

  return { call };
}

/**
 * Gives those that found a budget empty different times to come back at, at the pace the budget fills: five hundred
 * cards that all came back at once would ask the store five hundred times for one free call. What is urgent comes back
 * as soon as anything is free.
 */
function openTurns() {
  const last = new Map<string, Instant>();
  return {
    next(limit: Limit, free: Instant, urgency: Urgency): Instant {
      if (urgency === "page" || urgency === "public-update") return free;
      const turn = Math.max(free, (last.get(limit.key) ?? 0) + 60_000 / limit.perMinute);
      last.set(limit.key, turn);
      return Math.ceil(turn);
    },
  };
}

function putOff(why: string, at: Instant): CallResult {
  return { kind: "put-off", delivery: later(why, { doubtful: false, at }) };
}

/** The SDK writes tokens and bodies at debug, and repeats at warn what it also throws. */
const quietLogger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
