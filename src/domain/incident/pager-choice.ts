import type { PageTarget } from "../page-target.ts";
import type { PagerTerms } from "../pager.ts";
import type { Incident } from "./state.ts";

/** The pagers among these that a page of this incident may use. */
export function fits(pager: PagerTerms, incident: Incident, target: PageTarget): boolean {
  if (incident.kind === "drill" && !pager.drills) return false;
  if (!pager.severities.includes(incident.severity)) return false;
  return pager.targets === null || target === "person" || pager.targets.includes(target);
}

/** True when a pager has a way to a person. */
export function reaches(pager: PagerTerms, one: string): boolean {
  return pager.people === null || pager.people.includes(one);
}

/**
 * The first pager of the chain for a person; null = none reaches them. One that is known to be in trouble comes last, and for
 * somebody who is meant by name those come first that have their address. `rings` = it is at it already.
 */
export function firstFor(
  fitting: PagerTerms[],
  incident: Incident,
  one: string,
  target: PageTarget,
): { pager: PagerTerms; rings: boolean } | null {
  const chain = fitting.filter((pager) => !pager.always && reaches(pager, one));
  const live = (pager: PagerTerms) =>
    incident.pages.filter((page) => page.pager === pager.name && page.closed === null);
  const inTrouble = (pager: PagerTerms) => live(pager).some(({ state }) => state === "late" || state === "failed");
  const [pager] = chain.toSorted(
    (a, b) =>
      Number(inTrouble(a)) - Number(inTrouble(b)) ||
      (target === "person" ? Number(b.perPerson) - Number(a.perPerson) : 0),
  );
  if (!pager) return null;
  const rings = pager.targets === null && target !== "person" && !inTrouble(pager) && live(pager).length > 0;
  return { pager, rings };
}
