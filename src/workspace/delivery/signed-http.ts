import { createHmac } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { ACK_MS, type Answer, type Carrier, type Parcel, type Unacked } from "./courier.ts";

/** Slack follows this many redirects of a request URL. */
const MOST_REDIRECTS = 2;

/** Sends everything to one request URL, signed (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
export function openSignedHttp(requestUrl: string, signingSecret: string, real: Clock): Carrier {
  return {
    async carry(parcel) {
      const { type, body } = encoded(parcel);
      const gaveUp = new AbortController();
      const cancel = real.alarm(real.now() + ACK_MS, () => gaveUp.abort());
      const headers = {
        "content-type": type,
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        ...signed(body, signingSecret, Math.floor(real.now() / 1_000)),
        ...(parcel.retry && {
          "x-slack-retry-num": String(parcel.retry.attempt),
          "x-slack-retry-reason": parcel.retry.reason,
        }),
      };
      try {
        return await send(requestUrl, { method: "POST", headers, body, redirect: "manual", signal: gaveUp.signal });
      } catch {
        return { acked: false, reason: gaveUp.signal.aborted ? "http_timeout" : "connection_failed" };
      } finally {
        cancel();
      }
    },
  };
}

/** The two headers that prove a request came from Slack. `timestamp` in Unix seconds of the real time. */
export function signed(body: string, secret: string, timestamp: number): Record<string, string> {
  const hash = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-signature": `v0=${hash}`, "x-slack-request-timestamp": String(timestamp) };
}

/** Bolt compares the content type exactly: a charset behind it would be refused. */
function encoded(parcel: Parcel): { type: string; body: string } {
  if (parcel.kind === "events_api") return { type: "application/json", body: JSON.stringify(parcel.payload) };
  const fields =
    parcel.kind === "interactive"
      ? { payload: JSON.stringify(parcel.payload) }
      : Object.fromEntries(Object.entries(parcel.payload).map(([name, value]) => [name, String(value)]));
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() };
}

async function send(requestUrl: string, request: RequestInit): Promise<Answer> {
  let url = requestUrl;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await fetch(url, request);
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location) {
      url = new URL(location, url).href;
      continue;
    }
    const text = await response.text();
    if (response.ok) return { acked: true, body: bodyOf(text) };
    return refused("http_error", response.headers.get("x-slack-no-retry") === "1");
  }
  return refused("too_many_redirects", false);
}

function refused(reason: Unacked, noRetry: boolean): Answer {
  return { acked: false, reason, ...(noRetry ? { noRetry } : {}) };
}

/** An ack is empty, plain words, or JSON. */
function bodyOf(text: string): Exclude<Answer, { acked: false }>["body"] {
  if (text.trim() === "") return null;
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : text;
  } catch {
    return text;
  }
}
