import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Kuma, KumaAccess } from "./kuma-socket.ts";
import { incidentOf, type Section, sectionsIn, textMost } from "./kuma-text.ts";
import type { Work } from "./provider.ts";

/*
 * Incidents of Uptime Kuma, in both of its ways (contracts: status providers 3). From 2.1.0 on each notice has its own
 * incident. Before that a page shows one incident: all our notices stand in it together, each in a part of its own, and the
 * incident goes when the last of them is over.
 */

/** What of the settings incidents need. */
export interface KumaPage extends KumaAccess {
  slug: string;
}
type PageWork = Work<KumaPage>;

/** A notice's incident as it stands there. */
export interface StandingIncident {
  id: number;
  title: string;
  /** The notice's part of the text, without the line that holds the key. */
  text: string;
  isShown: boolean;
}

const incident = z.object({
  id: z.number(),
  title: z.string().nullish(),
  content: z.string().nullish(),
  pin: z.union([z.boolean(), z.number()]).nullish(),
  active: z.union([z.boolean(), z.number()]).nullish(),
  createdDate: z.string().nullish(),
});
type Incident = z.infer<typeof incident>;

const posted = z.object({ incident });
const done = z.looseObject({});
const history = z.object({
  incidents: z.array(incident),
  nextCursor: z.string().nullish(),
  hasMore: z.boolean().nullish(),
});
const page = z.object({ incident: incident.nullish(), incidents: z.array(incident).nullish() });

/** How far clocks may lie apart when incidents that are older than the notice are passed over. */
const slackMs = 86_400_000;
/** The most pages of ten that are looked through. */
const mostPages = 50;

/** Looks for a notice's incident: by its key, or by its id where somebody wrote over the key. Null = it is not there. */
export async function findIncident(
  kuma: Kuma,
  work: PageWork,
  { id, since }: { id: number | null; since: Instant },
): Promise<StandingIncident | null> {
  const all = kuma.hasHistory ? historyOf(kuma, work, since) : [await shownIncident(work)];
  let byId: Incident | null = null;
  for await (const one of all) {
    if (!one) continue;
    const sections = sectionsIn(one.content ?? "");
    const own = sections.find(({ key }) => key === work.key);
    if (own) return standing(kuma, one, own);
    // Where several share one, it is still theirs once there was no room for ours.
    if (one.id === id && (kuma.hasHistory || sections.length === 0)) byId = one;
  }
  return byId && standing(kuma, byId, null);
}

function standing(kuma: Kuma, { id, title, content, pin, active }: Incident, own: Section | null): StandingIncident {
  // Where several stand in one, its title is made of theirs.
  const isAsMade = !kuma.hasHistory && own !== null && title === incidentOf(sectionsIn(content ?? "")).title;
  return {
    id,
    title: isAsMade ? own.title : (title ?? ""),
    text: own?.text ?? content ?? "",
    isShown: kuma.hasHistory ? Boolean(pin ?? true) && Boolean(active ?? true) : own?.isOver !== true,
  };
}

async function* historyOf(kuma: Kuma, work: PageWork, since: Instant): AsyncGenerator<Incident> {
  let cursor: string | null = null;
  for (let read = 0; read < mostPages; read++) {
    const { incidents, nextCursor, hasMore }: z.infer<typeof history> = await kuma.call(
      "getIncidentHistory",
      [work.settings.slug, cursor],
      history,
    );
    yield* incidents;
    const oldest = incidents.at(-1)?.createdDate;
    if (!hasMore || !nextCursor || !oldest || Date.parse(`${oldest.replace(" ", "T")}Z`) < since - slackMs) return;
    cursor = nextCursor;
  }
}

/** The one that an older page shows, past its cache; null = none. */
async function shownIncident(work: PageWork): Promise<Incident | null> {
  return (await publicPage(work)).incident ?? null;
}

/** The page as everybody reads it, past its cache. */
async function publicPage({ settings: { slug }, json }: PageWork): Promise<z.infer<typeof page>> {
  const path = `/api/status-page/${encodeURIComponent(slug)}`;
  return json({ method: "GET", path, headers: { "x-apicache-bypass": "1" }, open: true }, page);
}

/**
 * Whether everybody reads of a notice: by its key, or by its incident's id. A maintenance is announced by an incident, too,
 * because its window is not shown before it runs. Null = reading it back has looked there already: an older one has no more.
 */
export async function isOnPage(kuma: Kuma, work: PageWork, id: number | null): Promise<boolean | null> {
  if (!kuma.hasHistory) return null;
  const { incidents } = await publicPage(work);
  return (incidents ?? []).some(
    (one) => one.id === id || sectionsIn(one.content ?? "").some(({ key }) => key === work.key),
  );
}

/** Shows a notice as it is now, and takes it down where it is over. `was` = where it stood. Answers the incident's id. */
export async function showIncident(
  kuma: Kuma,
  work: PageWork,
  section: Section,
  was: { id: number; isShown: boolean } | null,
): Promise<number> {
  const id = kuma.hasHistory ? await showOwn(kuma, work, section, was) : await showShared(kuma, work, section, was);
  await emptyCache(kuma);
  return id;
}

async function showOwn(
  kuma: Kuma,
  { settings: { slug } }: PageWork,
  section: Section,
  was: { id: number; isShown: boolean } | null,
): Promise<number> {
  const fields = incidentOf([section]);
  let id = was?.id;
  // Posting with an id makes a new incident where that one is gone: only what has to be reopened is posted so.
  if (id === undefined || (!was?.isShown && !section.isOver)) {
    const answer = await kuma.call("postIncident", [slug, id === undefined ? fields : { id, ...fields }], posted);
    id = answer.incident.id;
  } else await kuma.call("editIncident", [slug, id, section.isOver ? fields : { ...fields, pin: true }], done);
  if (section.isOver) await kuma.call("resolveIncident", [slug, id], done);
  return id;
}

async function showShared(kuma: Kuma, work: PageWork, section: Section, was: { id: number } | null): Promise<number> {
  const { slug } = work.settings;
  const shown = await shownIncident(work);
  const there = sectionsIn(shown?.content ?? "");
  const isOurs = shown !== null && (there.length > 0 || shown.id === was?.id);
  // Posting takes the place of whatever else is shown: what is over is not worth that.
  if (section.isOver && !there.some(({ key }) => key === section.key)) return was?.id ?? 0;
  const sections = fitting([section, ...there.filter(({ key }) => key !== section.key)]);
  const fields = incidentOf(sections);
  const answer = await kuma.call("postIncident", [slug, isOurs ? { id: shown.id, ...fields } : fields], posted);
  if (sections.every(({ isOver }) => isOver)) await kuma.call("unpinIncident", [slug], done);
  return answer.incident.id;
}

/** What is over goes first where all of it would be too long. */
function fitting(sections: Section[]): Section[] {
  const [own, ...others] = sections;
  const isTooLong = incidentOf(sections).content.length > textMost;
  return isTooLong && own ? [own, ...others.filter(({ isOver }) => !isOver)] : sections;
}

/** Incident events leave the page's cache as it is, for up to ten minutes; a maintenance that is none empties it. */
export async function emptyCache(kuma: Kuma): Promise<void> {
  // Where that fails, the page shows the same a little later.
  await kuma.call("addMaintenanceStatusPage", [0, []], done).catch(() => {});
}
