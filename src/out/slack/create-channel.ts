import { z } from "zod";
import { sitrep } from "../../domain/actor.ts";
import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import { delivered, later, never } from "../outcome.ts";
import type { CallResult } from "./client.ts";
import { ending } from "./ending.ts";
import type { Reservation, SlackRoom } from "./room.ts";

type Row = Claimed<"channel.create">;

const created = z.object({ channel: z.object({ id: z.string(), name: z.string() }) });
const ours = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string(), creator: z.string(), created: z.number() })),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** Bounds a name that everybody wants; twenty incidents of one title on one day are somebody's loop. */
const mostSuffixes = 20;
/** Slack's longest channel name. */
const longestName = 80;
const mostPages = 20;

/**
 * Opens an incident's channel: one channel per incident, whatever is lost on the way (decisions.md 25). A name is kept in
 * our own records before Slack is asked for it. Slack does not say whose a taken name is, so a channel is never taken
 * over by its name: the next suffix is tried. The one exception is our own lost answer: a channel of the kept name that
 * our bot made, not before the name was kept, and that no incident holds.
 */
export function createChannel(room: SlackRoom) {
  const { client, records, me } = room;

  async function attempt(row: Row): Promise<Attempt> {
    const { incident } = row.effect;
    let kept = (await records.reservationOf(incident)) ?? (await reserveFrom(row, 1));
    for (let tries = 0; kept !== null && tries < mostSuffixes; tries++) {
      const result = await client.call("conversations.create", { name: kept.name, is_private: row.effect.private });
      if (result.kind === "ok") return opened(row, result.data);
      if (result.kind === "put-off") return { delivery: result.delivery };
      if (result.error !== "name_taken") return ending(result, null);

      // It may be taken by our own call of a moment ago, which landed after we had looked for it.
      const own = row.attempts > 0 || row.doubtful ? await lost(row, kept) : null;
      if (own !== null) return own;
      kept = await reserveFrom(row, suffixOf(kept.name, row.effect.name) + 1);
    }
    return {
      delivery: never(`The names #${row.effect.name} to #${suffixed(row.effect.name, mostSuffixes)} are all taken.`),
    };
  }

  /** Keeps the first free name from the n-th suffix on. */
  async function reserveFrom(row: Row, first: number): Promise<Reservation | null> {
    for (let n = first; n <= mostSuffixes; n++) {
      const kept = await records.reserve(row.effect.incident, suffixed(row.effect.name, n));
      if (kept !== null) return kept;
    }
    return null;
  }

  async function find(row: Row): Promise<Attempt | null> {
    const kept = await records.reservationOf(row.effect.incident);
    return kept === null ? null : lost(row, kept);
  }

  /** Looks for the channel that an attempt made whose answer was lost. null = there is none. */
  async function lost(row: Row, kept: Reservation): Promise<Attempt | null> {
    const bot = me();
    if (bot === null) return { delivery: later("Slack has not said yet who we are", { doubtful: true }) };

    let cursor: string | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      const types = row.effect.private ? "private_channel" : "public_channel";
      const result: CallResult = await client.call("users.conversations", {
        types,
        exclude_archived: true,
        limit: 900,
        cursor,
      });
      if (result.kind !== "ok") return ending(result, null);
      const read = ours.safeParse(result.data);
      if (!read.success)
        return {
          delivery: later("users.conversations answered something else than Slack documents", { doubtful: true }),
        };
      for (const channel of read.data.channels) {
        // Slack tells whole seconds.
        const since = Math.floor(kept.reservedAt / 1000);
        if (channel.name !== kept.name || channel.creator !== bot.userId || channel.created < since) continue;
        if (!(await records.isHeld(channel.id))) return opened(row, { channel });
      }
      cursor = read.data.response_metadata?.next_cursor || undefined;
      if (!cursor) return null;
    }
    return null;
  }

  return defineCarrier<"channel.create">({ kinds: ["channel.create"], attempt, find });
}

function opened(row: Row, data: unknown): Attempt {
  const read = created.safeParse(data);
  if (!read.success) return { delivery: later("conversations.create answered no channel", { doubtful: true }) };
  const { incident } = row.effect;
  const channel = { id: read.data.channel.id, name: read.data.channel.name };
  return {
    delivery: delivered(channel),
    release: incident,
    happenings: [{ type: "incident.channel-opened", incident, by: sitrep, channel }],
  };
}

/** The n-th name of a channel: the first is the name itself, the others end in -2, -3 and so on, within Slack's length. */
export function suffixed(name: string, n: number): string {
  if (n === 1) return name.slice(0, longestName);
  const suffix = `-${n}`;
  return name.slice(0, longestName - suffix.length) + suffix;
}

/** Which of the names of `base` this is. */
function suffixOf(name: string, base: string): number {
  for (let n = 1; n <= mostSuffixes; n++) if (suffixed(base, n) === name) return n;
  return mostSuffixes;
}
