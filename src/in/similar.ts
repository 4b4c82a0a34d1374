import { distance } from "fastest-levenshtein";
import type { Incident } from "../domain/incident/state.ts";

/** Titles that differ by at most this share of their letters are said to be about one thing. */
const mostDifference = 0.2;

/**
 * The open incident that a title most likely speaks of as well, or null. Figures tell things apart:
 * `node 3` and `node 4` are two.
 */
export function similarTo<Known extends Pick<Incident, "title">>(title: string, open: Known[]): Known | null {
  const said = plain(title);
  if (said === "") return null;
  const ranked = open
    .map((incident) => ({
      incident,
      far: distance(said, plain(incident.title)) / Math.max(said.length, plain(incident.title).length),
    }))
    .filter(({ incident, far }) => far <= mostDifference && figures(incident.title) === figures(title))
    .toSorted((a, b) => a.far - b.far);
  return ranked[0]?.incident ?? null;
}

/** Letters and figures alone, so that case, order of signs and spaces do not count. */
function plain(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function figures(title: string): string {
  return (title.match(/\d+/g) ?? []).join(" ");
}
