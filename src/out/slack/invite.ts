import { z } from "zod";
import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import { delivered, later, never } from "../outcome.ts";
import { ending, type NotOk } from "./ending.ts";
import type { SlackRoom } from "./room.ts";
import { channelGone, sentenceOf } from "./sentence.ts";

/** Slack takes at most a hundred people in one call. */
const chunkSize = 100;
/** Codes that mean that the person is in the channel, which is all we want. */
const alreadyThere = new Set(["already_in_channel", "cant_invite_self"]);
/** Codes that speak of a person, not of the channel or of us. */
const aboutOne = new Set([
  ...alreadyThere,
  "cant_invite",
  "user_not_found",
  "no_user",
  "user_disabled",
  "user_is_restricted",
  "user_is_ultra_restricted",
  "ura_max_channels",
  "org_user_not_in_team",
]);

const perPerson = z.object({ errors: z.array(z.object({ user: z.string(), error: z.string() })).optional() });

/**
 * Brings people into an incident's channel. Who is in already is a success; who cannot be invited keeps nobody else
 * out, and is named. Repeating it is safe.
 */
export function invite({ client, places }: SlackRoom) {
  async function attempt(row: Claimed<"channel.invite">): Promise<Attempt> {
    const place = { incident: row.effect.incident };
    const found = await places.find(place, "room");
    if ("ended" in found) return found.ended;

    const failed = new Map<string, string>();
    for (const people of chunks([...new Set(row.effect.people)])) {
      const ended = await inviteAll(found.channel, people, failed);
      if (ended) return ending(ended, place);
    }
    if (failed.size === 0) return { delivery: delivered() };
    const sentences = [...failed].map(
      ([person, error]) => `${person}: ${sentenceOf({ error, needed: null, details: [] })}`,
    );
    return { delivery: never(`These people could not be invited. ${sentences.join(" ")}`) };
  }

  async function inviteAll(channel: string, people: string[], failed: Map<string, string>): Promise<NotOk | null> {
    const result = await client.call("conversations.invite", {
      channel,
      users: people.join(","),
      force: people.length > 1 ? true : undefined,
    });
    if (result.kind === "put-off") return result;
    if (result.kind === "ok") {
      const read = perPerson.safeParse(result.data);
      if (!read.success)
        return {
          kind: "put-off" as const,
          delivery: later("conversations.invite gave an unreadable answer", { doubtful: true }),
        };
      note(read.data.errors ?? [], failed);
      return null;
    }
    if (channelGone[result.error] || !aboutOne.has(result.error)) return result;
    // With `force` a refusal means that nobody at all could be invited.
    const each = result.people.length > 0 ? result.people : people.map((user) => ({ user, error: result.error }));
    note(each, failed);
    return null;
  }

  return defineCarrier<"channel.invite">({ kinds: ["channel.invite"], attempt });
}

function note(each: { user: string; error: string }[], failed: Map<string, string>): void {
  for (const { user, error } of each) if (!alreadyThere.has(error)) failed.set(user, error);
}

function chunks(people: string[]): string[][] {
  return Array.from({ length: Math.ceil(people.length / chunkSize) }, (_, n) =>
    people.slice(n * chunkSize, (n + 1) * chunkSize),
  );
}
