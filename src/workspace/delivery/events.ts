import type { Clock } from "../../base/clock.ts";
import { type Manifest, subscriptions } from "../manifest.ts";
import { slackId } from "../slack-ids.ts";
import { type App, type Channel, channelType, type Kit, type Team } from "../things.ts";
import type { Courier } from "./courier.ts";

/** After a failed delivery: at once, after one minute, after five (https://docs.slack.dev/apis/events-api/). */
const RETRY_AFTER_MS = [0, 60_000, 5 * 60_000];

/** An app is sent this many events an hour; the rest is lost, and it is told so. */
const MOST_EVENTS = 30_000;
const EVENTS_WINDOW_MS = 60 * 60_000;

/** Tells the app what happens, as far as it subscribed to it and its bot is there to see it. */
export interface EventSender {
  /** `channel` = where it happened; null for what concerns no channel. */
  send(event: Kit & { type: string }, channel: Channel | null): void;
  close(): void;
}

interface Needs {
  manifest: Manifest;
  clock: Clock;
  real: Clock;
  team: Team;
  app: App;
  courier: Courier;
}

export function openEvents({ manifest, clock, real, team, app, courier }: Needs): EventSender {
  const subscribed = new Set(subscriptions(manifest));
  const pending = new Set<() => void>();
  let isClosed = false;
  const sent = { since: real.now(), count: 0 };

  const envelope = (event: Kit & { type: string }): Kit & { event_id: string } => ({
    token: app.verification,
    team_id: team.id,
    api_app_id: app.id,
    event: { event_ts: `${(clock.now() / 1_000).toFixed(3)}000`, ...event },
    type: "event_callback",
    event_id: slackId("Ev"),
    event_time: Math.floor(clock.now() / 1_000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: app.user, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    context_team_id: team.id,
    context_enterprise_id: null,
    event_context: `4-${Buffer.from(JSON.stringify({ et: event.type, tid: team.id, aid: app.id })).toString("base64url")}`,
  });

  const attempt = async (
    type: string,
    payload: Kit & { event_id: string },
    retry: { attempt: number; reason: string } | null,
  ) => {
    const answer = await courier.deliver({ kind: "events_api", type, key: payload.event_id, payload, retry });
    if (answer.acked || answer.noRetry || isClosed) return;
    const done = retry?.attempt ?? 0;
    const waitMs = RETRY_AFTER_MS[done];
    if (waitMs === undefined) return;
    const again = () => void attempt(type, payload, { attempt: done + 1, reason: answer.reason });
    if (waitMs === 0) return again();
    const cancel = real.alarm(real.now() + waitMs, () => {
      pending.delete(cancel);
      again();
    });
    pending.add(cancel);
  };

  /** Whether this event is one too many for this hour; the first of them is replaced by the notice. */
  const overTheLimit = (): boolean => {
    if (real.now() - sent.since > EVENTS_WINDOW_MS) Object.assign(sent, { since: real.now(), count: 0 });
    sent.count += 1;
    if (sent.count === MOST_EVENTS + 1) {
      const notice = {
        token: app.verification,
        type: "app_rate_limited",
        team_id: team.id,
        api_app_id: app.id,
        minute_rate_limited: Math.floor(real.now() / 60_000) * 60,
        event_id: slackId("Ev"),
      };
      void attempt("app_rate_limited", notice, null);
    }
    return sent.count > MOST_EVENTS;
  };

  return {
    send(event, channel) {
      if (!subscribed.has(subscriptionOf(event, channel))) return;
      if (channel && !channel.members.includes(app.user)) return;
      if (overTheLimit()) return;
      void attempt(event.type, envelope(event), null);
    },
    close() {
      isClosed = true;
      for (const cancel of pending) cancel();
    },
  };
}

/** The name under which an app subscribes to this event. */
function subscriptionOf(event: { type: string }, channel: Channel | null): string {
  if (event.type !== "message" || !channel) return event.type;
  const kind = channelType(channel);
  return `message.${kind === "channel" ? "channels" : kind === "group" ? "groups" : kind}`;
}
