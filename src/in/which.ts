import type { Actor } from "../domain/actor.ts";
import type { Incident } from "../domain/incident/state.ts";
import { headline } from "../domain/incident/view.ts";
import type { Terms } from "../domain/terms.ts";
import { incidentOfReservation } from "../store/channel-names.ts";
import { incidentByChannel, incidentByNumber, loadIncident, openIncidents } from "../store/incidents.ts";
import type { Store } from "../store/store.ts";
import type { Command, Typed } from "./command.ts";
import { isEmpty } from "./fields.ts";
import type { Naming } from "./request.ts";
import { type Result, sentence } from "./result.ts";
import { quotedWord } from "./words.ts";

type Place = { channel: string | null; channelName?: string | undefined; actor: Actor };

/**
 * The incident that is named, or the channel's own; null when none is. A private incident does not exist for a person who
 * stands outside its channel and has no part in it.
 */
export async function findIncident(naming: Naming, place: Place, store: Store): Promise<Incident | "unknown" | null> {
  if (naming === null) return place.channel ? ofChannel(place.channel, place.channelName, store) : null;
  const found =
    "number" in naming ? await incidentByNumber(store.read, naming.number) : await loadIncident(store.read, naming.id);
  return found && maySee(found, place) ? found : "unknown";
}

/**
 * The incident of a channel. People can be in a channel before we know that it was made, when Slack's answer was lost: it
 * is known by the name that is kept for the incident. Not of a private one: a stranger may have given their channel that name.
 */
async function ofChannel(channel: string, name: string | undefined, store: Store): Promise<Incident | null> {
  const known = await incidentByChannel(store.read, channel);
  if (known || name === undefined) return known;
  const id = await incidentOfReservation(store.read, name);
  const incident = id === null ? null : await loadIncident(store.read, id);
  return incident && incident.channel.id === null && !incident.private ? incident : null;
}

/** True when a person may learn of an incident: it is not private, or they are in it. */
export function maySee(incident: Incident, { actor, channel }: Place): boolean {
  if (!incident.private || actor.kind !== "person") return true;
  if (channel !== null && channel === incident.channel.id) return true;
  return (
    incident.declaredBy.id === actor.id ||
    incident.acknowledged?.by.id === actor.id ||
    incident.called.includes(actor.id) ||
    Object.values(incident.roles).includes(actor.id)
  );
}

/**
 * Where no incident is named and the channel is none's: a question takes the only open one; a deed offers the open ones
 * and does nothing, because it may be meant for another.
 */
export async function whichIncident(
  command: Command,
  { verb, typed }: { verb: string; typed: Typed },
  place: Place,
  store: Store,
  terms: Terms,
): Promise<Incident | Result> {
  const open = (await openIncidents(store.read, mostOffered)).filter((incident) => maySee(incident, place));
  const [only] = open;
  if (only && open.length === 1 && command.event === undefined) return only;
  const words = asWords(typed);
  const buttons = open.slice(0, 5).map((incident) => ({
    label: headline(incident),
    verb,
    words: `#${incident.number} ${words}`.trim(),
  }));
  const example = `\`${terms.command} ${verb} #12\``;
  const said =
    open.length === 0
      ? `No incident is open. \`${terms.command} declare\` opens one; an older one is named by its number: ${example}.`
      : `This is not an incident's channel. Name the incident by its number, like ${example}${open.length === 1 ? ", or take the one that is open:" : ":"}`;
  const problems = [{ field: "incident", message: said.replace(/:$/, ".") }];
  return { kind: "refused", code: "not-found", answer: sentence(said, buttons), problems };
}

/** The most that are looked at; only a few of them are offered. */
const mostOffered = 20;

/** What was typed, as flags: a button has to carry it word for word. */
export function asWords(typed: Typed): string {
  return Object.entries(typed)
    .flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value.join(", ") : value;
      return isEmpty(text) || text === undefined ? [] : [`--${name.replaceAll("_", "-")}=${quotedWord(text)}`];
    })
    .join(" ");
}
