import type { Instant } from "../../base/clock.ts";
import type { Rota } from "../rota.ts";
import { spansOf } from "./spans.ts";

/** Something about the coming weeks that nobody planned for. */
export interface Gap {
  kind: "nobody" | "same-person";
  from: Instant;
  until: Instant;
  /** Who is both primary and secondary; empty where nobody is on call. */
  people: string[];
}

/** When nobody is primary, and when the secondary is the primary again, in order. */
export function gapsOf(rota: Rota, from: Instant, until: Instant): Gap[] {
  const primary = spansOf(rota, "primary", from, until);
  const secondary = spansOf(rota, "secondary", from, until);
  const nobody = primary.filter(({ people }) => people.length === 0).map((span): Gap => ({ kind: "nobody", ...span }));
  const twice = primary.flatMap((first) =>
    secondary
      .filter((second) => second.from < first.until && second.until > first.from)
      .map(
        (second): Gap => ({
          kind: "same-person",
          from: Math.max(first.from, second.from),
          until: Math.min(first.until, second.until),
          people: first.people.filter((one) => second.people.includes(one)),
        }),
      )
      .filter(({ people }) => people.length > 0),
  );
  return [...nobody, ...twice].toSorted((a, b) => a.from - b.from);
}
