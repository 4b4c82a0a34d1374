import type { RotaEventOf } from "../events.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Rota } from "../rota.ts";
import type { Override } from "./override.ts";
import { type Span, spansOf } from "./spans.ts";
import { dateOf, instantOf } from "./wall-clock.ts";

/** How far ahead shifts to swap are looked for, ms. */
const lookAheadMs = 12 * 7 * 24 * 60 * 60_000;

/**
 * The two overrides of a swap: each takes the other's shift. Of `one` it is the shift on the day that was named (`YYYY-MM-DD` in
 * `zone`; what is left of it, if it runs), or the next to begin; of `other` the one to begin that is nearest to it.
 */
export function swappedBy(
  { id, role, one, other, on, by, at }: RotaEventOf<"rota.swap">,
  rota: Rota,
  number: number,
  zone: string,
): [Override, Override] | Refusal {
  if (one === other) return refuse("same-person-twice", { person: one });
  const spans = spansOf(rota, role, at, at + lookAheadMs);
  const of = (person: string) => spans.filter(({ people }) => people.length === 1 && people[0] === person);
  const given = of(one).find((span) => (on === null ? span.from > at : isOn(span, on, zone)));
  if (!given) return refuse("no-shift", { person: one, role, when: on === null ? "in the next 12 weeks" : `on ${on}` });
  const distance = ({ from }: Span) => Math.abs(from - given.from);
  const [taken] = of(other)
    .filter(({ from }) => from > at)
    .toSorted((a, b) => distance(a) - distance(b));
  if (!taken) return refuse("no-shift", { person: other, role, when: "in the next 12 weeks" });
  const made = { number, role, by, madeAt: at };
  return [
    { ...made, id: `${id}a`, person: other, from: given.from, until: given.until },
    { ...made, id: `${id}b`, person: one, from: taken.from, until: taken.until },
  ];
}

function isOn({ from, until }: Span, day: string, zone: string): boolean {
  const date = dateOf(day);
  return from < instantOf(zone, date + 1, 0) && until > instantOf(zone, date, 0);
}
