import { Webhook } from "standardwebhooks";
import { z } from "zod";
import type { Clock } from "../base/clock.ts";
import { type Http, type HttpAnswer, HttpTrouble } from "../base/http.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { callLimits, cut, jsonOf } from "./ending.ts";
import {
  type Message,
  type Question,
  type Sender,
  type Sent,
  type SubscriberMedium,
  scopeOf,
} from "./subscribers-medium.ts";

/** A stranger's server may be slow, and must not hold up the others. */
const limits = { ...callLimits, timeoutMs: 5_000, mostBytes: 16 * 1024 };
const atOnce = 8;

/**
 * Subscribers by webhook, signed as Standard Webhooks says. The `webhook-id` is that of the update, and the same for every
 * attempt: a message whose answer was lost comes again with it.
 */
export function webhookSubscribers({
  http,
  clock,
  sender,
}: {
  http: Http;
  clock: Clock;
  sender: Sender;
}): SubscriberMedium {
  const post = async (url: string, id: string, secret: string, body: object) => {
    const text = JSON.stringify(body);
    const at = new Date(clock.now());
    const headers = {
      "content-type": "application/json",
      "user-agent": sender.agent,
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
      "webhook-signature": new Webhook(secret).sign(id, at, text),
    };
    return http({ method: "POST", url, headers, body: text, ...limits });
  };
  return {
    atOnce,
    open: async () => ({
      async tell({ subscriber, notice, update, pageUrl, endUrl }: Message) {
        const body = {
          type: "status.update",
          timestamp: isoOf(update.postedAt),
          data: {
            page: { name: sender.name, url: `${sender.url}/` },
            overall: notice.overall,
            notice: { ...noticeIn(notice), url: pageUrl },
            update: updateIn(update),
            unsubscribe_url: endUrl,
          },
        };
        return ending(() => post(subscriber.address, `msg_${update.id}`, subscriber.secret ?? "", body));
      },
      async ask({ subscriber, token, secret, components }: Question) {
        const body = {
          type: "subscription.verify",
          timestamp: isoOf(clock.now()),
          data: { page: { name: sender.name, url: `${sender.url}/` }, components, challenge: token },
        };
        let answer: HttpAnswer | null = null;
        const sent = await ending(async () => {
          answer = await post(subscriber.address, `msg_${token.slice(0, 12)}`, secret ?? "", body);
          return answer;
        });
        if (sent.kind !== "sent") return sent;
        return echoes(answer, token)
          ? { kind: "answered" }
          : { kind: "failed", why: "it did not repeat the challenge", gone: false };
      },
      close() {},
    }),
  };
}

/** Subscribers by an incoming webhook of a Slack of their own: it takes words, and a person there confirms by a link. */
export function slackWebhookSubscribers({ http, sender }: { http: Http; sender: Sender }): SubscriberMedium {
  const post = (url: string, text: string) =>
    ending(() =>
      http({
        method: "POST",
        url,
        headers: { "user-agent": sender.agent },
        json: { text: cut(escaped(text), 35_000), mrkdwn: false, unfurl_links: false },
        ...limits,
      }),
    );
  return {
    // Slack takes about one a second for each of them.
    atOnce,
    open: async () => ({
      tell: ({ subscriber, update, pageUrl, endUrl }: Message) =>
        post(subscriber.address, `${update.text}\n\n${pageUrl}\nUnsubscribe: ${endUrl}`),
      ask: ({ subscriber, confirmUrl, components }: Question) =>
        post(
          subscriber.address,
          `Somebody asked for updates of ${sender.name} (${scopeOf(components)}) to be posted here. If that is right, confirm it within a day: ${confirmUrl}\nIf not, do nothing: nothing will be posted.`,
        ),
      close() {},
    }),
  };
}

/** Slack reads nothing into a text without these. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const challengeIn = z.object({ challenge: z.string() });

/** True when the answer holds the challenge, as JSON or as it is. */
function echoes(answer: HttpAnswer | null, token: string): boolean {
  const text = answer?.text.trim() ?? "";
  return text === token || challengeIn.safeParse(jsonOf(text)).data?.challenge === token;
}

async function ending(call: () => Promise<HttpAnswer>): Promise<Sent> {
  try {
    const { status } = await call();
    if (status >= 200 && status < 300) return { kind: "sent" };
    return { kind: "failed", why: `it answered ${status}`, gone: status === 410 };
  } catch (error) {
    if (!(error instanceof HttpTrouble)) throw error;
    const never = error.kind === "private-address" || error.kind === "bad-address";
    return { kind: "failed", why: wordsFor[error.kind] ?? "it cannot be reached", gone: never };
  }
}

const wordsFor: Partial<Record<HttpTrouble["kind"], string>> = {
  "private-address": "its address is not on the public internet",
  timeout: "it did not answer in time",
  "broken-off": "the connection broke off",
  "too-large": "it answered too much",
};

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

const isoOrNull = (at: number | null) => (at === null ? null : isoOf(at));

/** What of a notice goes out: nothing that the page does not show. */
function noticeIn(notice: Notice) {
  return {
    id: notice.id,
    kind: notice.kind,
    title: notice.title,
    open: notice.open,
    stage: notice.stage,
    impact: notice.impact,
    components: notice.components.map(({ name, status }) => ({ name, status })),
    started_at: isoOf(notice.startedAt),
    ended_at: isoOrNull(notice.endedAt),
    next_update_by: isoOrNull(notice.nextUpdateBy),
    window: notice.window ? { start: isoOf(notice.window.startsAt), end: isoOf(notice.window.endsAt) } : null,
  };
}

function updateIn({ id, stage, text, postedAt, overall, components }: NoticeUpdate) {
  return { id, stage, text, posted_at: isoOf(postedAt), overall, components };
}
