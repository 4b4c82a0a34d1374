import { z } from "zod";
import type { Clock, Instant } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { backOffMs } from "../back-off.ts";
import type { Answer } from "./answer.ts";
import type { SlackClient } from "./client.ts";

/** Who we are in Slack. */
export interface Me {
  userId: string;
  botId: string;
  teamId: string;
  team: string;
  url: string;
}

/**
 * How it stands between us and Slack, as readiness and metrics show it. `untried` = the first attempt has not ended.
 * `locked` = Slack refuses our token: a person has to mend it.
 */
export type SlackState =
  | { state: "untried" }
  | { state: "ok"; since: Instant }
  | { state: "failing"; since: Instant; why: string; locked: boolean };

export interface Connection {
  state(): SlackState;
  /** Who we are; null until Slack has told us once. */
  me(): Me | null;
  /** Resolves when the first attempt at Slack has ended, either way: from then on Sitrep is ready (decisions.md 28). */
  tried: Promise<void>;
  heard(method: string, answer: Answer): void;
  /** Says hello to Slack and keeps at it until it answers; again whenever it stops answering. Never gives up, never exits. */
  start(client: SlackClient): void;
  stop(): void;
}

const helloAnswer = z.object({
  user_id: z.string(),
  bot_id: z.string(),
  team_id: z.string(),
  team: z.string(),
  url: z.string(),
});

export interface ConnectionSettings {
  clock: Clock;
  log: Log;
  random?: (() => number) | undefined;
  /** Slack answers after it had not for a while. */
  answersAgain?: (() => void) | undefined;
  /** Slack has told us who we are. */
  known?: ((me: Me) => void) | undefined;
}

/** A shorter silence is one of many that come and go: what failed in it has its own, short patience. */
const outageMs = 10_000;

export function openConnection({
  clock,
  log,
  random = Math.random,
  known,
  answersAgain,
}: ConnectionSettings): Connection {
  let state: SlackState = { state: "untried" };
  let me: Me | null = null;
  let client: SlackClient | null = null;
  let attempts = 0;
  let cancel: (() => void) | null = null;
  let stopped = false;
  const { promise: tried, resolve: wasTried } = Promise.withResolvers<void>();

  function heard(method: string, answer: Answer): void {
    if (answer.kind === "locked") {
      fail(`Slack does not accept our token (${answer.error})`, true);
    } else if (answer.kind === "unknown") {
      fail(answer.why, false);
    } else {
      const was = state;
      if (was.state !== "ok") state = { state: "ok", since: clock.now() };
      if (was.state !== "failing") return;
      log.info({ method, failingSince: was.since }, "slack answers again");
      if (clock.now() - was.since >= outageMs) answersAgain?.();
    }
  }

  function fail(why: string, locked: boolean): void {
    const was = state;
    state = { state: "failing", since: was.state === "failing" ? was.since : clock.now(), why, locked };
    if (locked && !(was.state === "failing" && was.locked)) {
      log.error({ why }, "slack refuses our token: check SLACK_BOT_TOKEN, or reinstall the app; sitrep keeps trying");
    } else if (was.state !== "failing") {
      log.warn({ why }, "slack does not answer");
    }
    helloLater();
  }

  async function hello(): Promise<void> {
    cancel = null;
    if (!client || stopped) return;
    attempts++;
    const answer = await client.call("auth.test", {});
    wasTried();
    if (answer.kind === "ok") {
      attempts = 0;
      const read = helloAnswer.safeParse(answer.data);
      if (read.success) return greeted(read.data);
      fail("auth.test answered something else than Slack documents", false);
    } else if (answer.kind === "refused") {
      fail(`auth.test answered ${answer.error}`, false);
    }
    helloLater();
  }

  function greeted(data: z.infer<typeof helloAnswer>): void {
    const isNews = me === null;
    me = { userId: data.user_id, botId: data.bot_id, teamId: data.team_id, team: data.team, url: data.url };
    if (isNews) {
      log.info({ team: me.team, user: me.userId }, "slack knows us");
      known?.(me);
    }
  }

  function helloLater(): void {
    if (stopped || cancel || !client) return;
    const waitMs = Math.min(backOffMs(Math.max(1, attempts), random()), 60_000);
    cancel = clock.alarm(clock.now() + waitMs, () => void hello());
  }

  return {
    state: () => state,
    me: () => me,
    tried,
    heard,
    start(with_) {
      client = with_;
      void hello();
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
