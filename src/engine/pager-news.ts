import type { Actor } from "../domain/actor.ts";
import type { EventOf, Happening } from "../domain/events.ts";
import type { Incident } from "../domain/incident/state.ts";
import { numberOfKey, type PagerTerms } from "../domain/pager.ts";
import type { Terms } from "../domain/terms.ts";

/**
 * What follows here from something that was done at a pager. Null: nothing does, because the page is none of ours, or what was
 * done there is the pager's own business.
 */
export function consequenceOf(
  news: EventOf<"pager.news">,
  incident: Incident | null,
  { paging }: Terms,
): Happening | null {
  const { key, told, occurredAt } = news;
  const own = paging.pagers.filter(({ kind }) => kind === news.pager);
  if (!incident) {
    const by = whoOf(news, own[0]);
    return told === "acknowledged" || told === "resolved" ? { type: "call.ack", key, by } : null;
  }
  const page = incident.pages.find((one) => one.key === key && own.some(({ name }) => name === one.pager));
  if (!page) return null;
  const by = whoOf(
    news,
    own.find(({ name }) => name === page.pager),
  );
  const answered = { pager: page.pager, key, at: occurredAt };
  if (told === "acknowledged") return { type: "incident.ack", incident: incident.id, by, answered };
  return { type: "incident.pager-told", incident: incident.id, pager: page.pager, key, told, by };
}

/** The number of the incident that a pager tells of; null = it is about none of ours. */
export function incidentNumberOf({ key }: EventOf<"pager.news">, { paging }: Terms): number | null {
  return numberOfKey(key, paging.instance);
}

/** Exactly the person that the configuration names, or somebody whom only the pager knows. */
function whoOf({ who: by }: EventOf<"pager.news">, pager: PagerTerms | undefined): Actor {
  const shown = pager?.shown ?? "the pager";
  const known = [by.id, by.name].flatMap((one) => (one ? (pager?.known[one.toLowerCase()] ?? []) : []))[0];
  const name = by.name || `Somebody in ${shown}`;
  return known ? { kind: "person", id: known, name } : { kind: "pager", id: pager?.name ?? "pager", name };
}
