import {
  type FetchFunction,
  type KnownBlock,
  type View,
  WebAPIPlatformError,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";
import { z } from "zod";
import type { Log } from "../../base/log.ts";
import type { Secret } from "../../base/secret.ts";
import { boltLogger } from "./logger.ts";

/** A message to one person, as Slack takes it. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
}

/** Where a person is told something: the address that their click or command came with, else their channel. */
export interface Ear {
  user: string;
  channel: string | null;
  responseUrl: string | null;
  /** Set when they spoke in a thread. */
  thread?: string | null | undefined;
}

/** A message that somebody wrote, as far as the timeline wants it. */
export interface Spoken {
  text: string;
  user: string | null;
  ts: string;
}

/** The calls that a door makes itself, because a person waits for them. Everything else goes out through the outbox. */
export interface Web {
  /** Opens a form. `expired`: the click is too long ago, and a new one is needed. */
  openForm(trigger: string, view: View): Promise<"open" | "expired" | "failed">;
  /** Shows a form anew, unless it has changed meanwhile. */
  updateForm(id: string, hash: string | null, view: View): Promise<void>;
  publishHome(user: string, view: View): Promise<void>;
  /** Says something that only this person sees, in the first way that works. */
  tell(ear: Ear, message: Message): Promise<void>;
  /** The message of this time in a channel; null when Slack does not show it to us. */
  message(channel: string, ts: string): Promise<Spoken | null>;
  person(id: string): Promise<{ name: string; realName: string | null; tz: string | null } | null>;
}

export interface WebSettings {
  token: Secret;
  apiUrl?: string | undefined;
  fetch?: FetchFunction | undefined;
  log: Log;
}

/** How long a call may take: a person waits. In real time, as all of Slack's limits. */
const timeoutMs = 10_000;

/** The options of every client of ours: no retries behind our back, no queue that one 429 stops (contracts: Slack, section 4). */
export function clientOptions({ apiUrl, fetch, log }: Omit<WebSettings, "token">): WebClientOptions {
  return {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    ...(fetch ? { fetch } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    logger: boltLogger(log),
  };
}

const spoken = z.object({
  messages: z.array(z.object({ ts: z.string(), text: z.string().default(""), user: z.string().optional() })),
});

const userInfo = z.object({
  user: z.object({
    name: z.string(),
    real_name: z.string().optional(),
    tz: z.string().nullish(),
    profile: z.object({ display_name: z.string().optional() }).optional(),
  }),
});

export function openWeb(settings: WebSettings): Web {
  const { token, log, fetch = globalThis.fetch } = settings;
  const client = new WebClient(token.reveal(), clientOptions(settings));

  /** One call; null when it failed, which is logged and nothing more: the person is told in another way, or not at all. */
  async function call(method: string, args: Record<string, unknown>): Promise<unknown> {
    try {
      return await client.apiCall(method, args);
    } catch (error) {
      log.warn({ method, error: codeOf(error) }, "a call to slack failed");
      return null;
    }
  }

  return {
    async openForm(trigger, view) {
      try {
        await client.views.open({ trigger_id: trigger, view });
        return "open";
      } catch (error) {
        const code = codeOf(error);
        if (/^(expired|exchanged|invalid)_trigger_id$|^trigger_expired$/.test(code)) return "expired";
        log.warn({ method: "views.open", error: code }, "a form could not be opened");
        return "failed";
      }
    },
    async updateForm(id, hash, view) {
      try {
        await client.views.update({ view_id: id, view, ...(hash ? { hash } : {}) });
      } catch (error) {
        // Somebody typed on: the next change shows the form anew.
        const code = codeOf(error);
        if (code !== "hash_conflict" && code !== "not_found")
          log.warn({ error: code }, "a form could not be refreshed");
      }
    },
    publishHome: async (user, view) => void (await call("views.publish", { user_id: user, view })),
    async tell({ user, channel, responseUrl, thread }, message) {
      if (responseUrl && (await respond(fetch, responseUrl, message, log))) return;
      if (channel) {
        const place = { channel, user, ...(thread ? { thread_ts: thread } : {}) };
        if (await call("chat.postEphemeral", { ...place, ...message })) return;
      }
      await call("chat.postMessage", { channel: user, ...message });
    },
    async message(channel, ts) {
      const around = { channel, latest: ts, oldest: ts, inclusive: true, limit: 1 };
      const found = spoken.safeParse(await call("conversations.history", around));
      const direct = found.success && found.data.messages.find((one) => one.ts === ts);
      if (direct) return { text: direct.text, user: direct.user ?? null, ts };
      const thread = spoken.safeParse(await call("conversations.replies", { ...around, ts }));
      const reply = thread.success && thread.data.messages.find((one) => one.ts === ts);
      return reply ? { text: reply.text, user: reply.user ?? null, ts } : null;
    },
    async person(id) {
      const read = userInfo.safeParse(await call("users.info", { user: id }));
      if (!read.success) return null;
      const { name, real_name, tz, profile } = read.data.user;
      return { name: profile?.display_name || name, realName: real_name ?? null, tz: tz ?? null };
    },
  };
}

/** Answers where the person clicked or typed. Works without membership, five times within half an hour. */
async function respond(fetch: FetchFunction, url: string, message: Message, log: Log): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...message }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (answer.ok) return true;
    log.warn({ status: answer.status }, "slack did not take an answer");
  } catch (error) {
    log.warn({ error: codeOf(error) }, "an answer did not reach slack");
  }
  return false;
}

function codeOf(error: unknown): string {
  if (error instanceof WebAPIPlatformError) return String(error.data.error);
  return error instanceof Error ? error.name : "unknown";
}
