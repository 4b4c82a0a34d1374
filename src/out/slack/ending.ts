import { sitrep } from "../../domain/actor.ts";
import type { Place } from "../../domain/effects.ts";
import type { Attempt } from "../carrier.ts";
import { never } from "../outcome.ts";
import type { CallResult } from "./client.ts";
import { channelGone, sentenceOf } from "./sentence.ts";

/** What a call came to that did not take effect, as far as is known. */
export type NotOk = Exclude<CallResult, { kind: "ok" }>;

/**
 * How an attempt ends that Slack did not let through. When the incident's own channel is closed to us, the incident
 * hears that once (`incident.channel-changed`) and goes on; a message about it would only fail the same way, and so
 * would one about a missing right to post. `place` is where the call went, null when it went to no channel.
 */
export function ending(result: NotOk, place: Place | null): Attempt {
  if (result.kind === "put-off") return { delivery: result.delivery };
  const delivery = never(sentenceOf(result));
  if (place === null || !("incident" in place)) return { delivery };

  const change = channelGone[result.error];
  if (!change) return { delivery };
  return {
    delivery,
    untold: true,
    happenings: [{ type: "incident.channel-changed", incident: place.incident, by: sitrep, change }],
  };
}
