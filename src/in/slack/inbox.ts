import { createHash } from "node:crypto";
import type { ReceiverEvent } from "@slack/bolt";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { answerInbox, decideInbox, forgetInbox, pendingInbox, recordInbox } from "../../store/inbox.ts";
import type { Store, Tx } from "../../store/store.ts";

/*
 * The first thing that happens to whatever Slack sends: its key and its body are stored, before Slack hears that we have
 * it. A key that was seen is acknowledged and dropped; what a crash left undone is done again after the start.
 */

/** The events that something is done about. All others are acknowledged and forgotten: a busy workspace sends many. */
export const heardEvents = [
  "app_home_opened",
  "app_mention",
  "app_uninstalled",
  "channel_archive",
  "channel_deleted",
  "channel_left",
  "channel_rename",
  "channel_unarchive",
  "group_archive",
  "group_deleted",
  "group_left",
  "group_rename",
  "group_unarchive",
  "member_joined_channel",
  "pin_added",
  "reaction_added",
  "tokens_revoked",
] as const;

/** How old a payload may be to be done again: an answer to a question of an hour ago helps nobody. Ms. */
const mostAgeMs = 30 * 60_000;
/** The most that are taken up at once. */
const mostReplayed = 500;
/** What is younger may still be under way here or on another replica. Ms. */
const underWayMs = 60_000;

const bodyShape = z.looseObject({
  type: z.string().optional(),
  team_id: z.string().optional(),
  event_id: z.string().optional(),
  event: z.looseObject({ type: z.string() }).optional(),
  command: z.string().optional(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  view: z
    .looseObject({
      id: z.string(),
      hash: z.string().optional(),
      type: z.string().optional(),
      state: z.unknown().optional(),
    })
    .optional(),
});

type Process = (event: ReceiverEvent) => Promise<void>;

export interface Inbox {
  /** Stores, acknowledges and works off one payload. */
  take(event: ReceiverEvent): Promise<void>;
  /** Does again what was received and never finished. `atStart`: nothing of this process can be under way yet. */
  replay(atStart: boolean): Promise<void>;
  /** Lets a payload be tried again: it was answered with what is wrong with it, and nothing was decided. */
  forget(key: string | undefined): Promise<void>;
}

export interface InboxParts {
  store: Store;
  clock: Clock;
  log: Log;
  /** Bolt. */
  work: Process;
  /** Tells a person that their payload could not be dealt with. */
  apologise: (body: unknown) => void;
}

/**
 * The key of a payload, or null for one that need not be kept. A form that was refused may be sent again with other
 * values, so they are part of its key; a second click on its button is the same key.
 */
export function keyOf(body: unknown): string | null {
  const read = bodyShape.safeParse(body);
  if (!read.success) return null;
  const { type, team_id = "", event_id, event, trigger_id, view } = read.data;
  if (type === "event_callback") {
    return event_id && event && (heardEvents as readonly string[]).includes(event.type)
      ? `slack/${team_id}/${event_id}`
      : null;
  }
  if (type === "view_submission" && view) return `slack/${view.id}/${view.hash ?? ""}/${digest(view.state)}`;
  // Typing in an open form refreshes its preview: nothing of that is worth keeping.
  if (type === "block_actions" && view?.type === "modal") return null;
  if (type === "block_suggestion" || type === "view_closed") return null;
  return trigger_id ? `slack/${trigger_id}` : null;
}

function digest(state: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(state ?? null))
    .digest("hex")
    .slice(0, 24);
}

export function openInbox({ store, clock, log, work, apologise }: InboxParts): Inbox {
  const close = async (key: string) =>
    store.transact(async (tx: Tx) => {
      await decideInbox(tx, key, null);
      await answerInbox(tx, key);
    });

  /** What is stored is worked off also when the line broke before Slack could hear that we have it. */
  const kindly =
    (ack: ReceiverEvent["ack"]): ReceiverEvent["ack"] =>
    async (answer) => {
      try {
        await ack(answer);
      } catch (error) {
        log.warn({ error: error instanceof Error ? error.name : "unknown" }, "an acknowledgement did not reach slack");
      }
    };

  /** Works off a payload that is stored. What fails stays in the inbox, and the person is told. */
  async function workOff(event: ReceiverEvent, key: string | null, replayed: boolean): Promise<void> {
    const customProperties = { ...event.customProperties, ...(key === null ? {} : { sitrepKey: key }), replayed };
    try {
      await work({ ...event, customProperties });
      if (key !== null) await close(key);
    } catch (error) {
      log.error(
        { err: error instanceof Error ? error : new Error("unknown") },
        "a payload of slack could not be dealt with",
      );
      if (!replayed) apologise(event.body);
    }
  }

  return {
    async take(given) {
      const event: ReceiverEvent = { ...given, ack: kindly(given.ack) };
      const key = keyOf(event.body);
      if (key !== null) {
        try {
          const seen = await store.transact((tx) =>
            recordInbox(tx, { key, source: "slack", body: event.body, receivedAt: clock.now() }),
          );
          if (seen !== null) return await event.ack();
        } catch (error) {
          // Without an acknowledgement Slack sends an event again; a person is told at once that nothing was done.
          log.error({ err: error instanceof Error ? error : new Error("unknown") }, "the inbox could not be written");
          if (bodyShape.safeParse(event.body).data?.type !== "event_callback") await event.ack();
          apologise(event.body);
          return;
        }
      }
      await workOff(event, key, false);
    },
    async replay(atStart) {
      const now = clock.now();
      const before = atStart ? now + 1 : now - underWayMs;
      const left = await pendingInbox(store.read, { before, limit: mostReplayed });
      for (const { key, source, body, receivedAt } of left) {
        if (source !== "slack") continue;
        if (now - receivedAt > mostAgeMs) {
          log.warn({ ageMs: now - receivedAt }, "a payload of slack is too old to be done again");
          await close(key);
          continue;
        }
        await workOff({ body: body as ReceiverEvent["body"], ack: async () => {} }, key, true);
      }
    },
    async forget(key) {
      if (key !== undefined) await store.transact((tx) => forgetInbox(tx, key));
    },
  };
}
